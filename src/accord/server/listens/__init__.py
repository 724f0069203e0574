"""Listens in and out in the shape of the ListenBrainz API, below ``/1``: one file per resource."""
