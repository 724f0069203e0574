"""The Spotify-shaped Web API, one file per resource."""
