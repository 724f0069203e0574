"""An old program over tekore: its id and secret come from the environment."""

import tekore as tk

client_id, secret, _ = tk.config_from_environment()
sp = tk.Spotify(tk.request_client_token(client_id, secret))
(found,) = sp.search("a", types=("track",), limit=1, offset=1)[0].items
print(found.id)
print(sp.track_audio_features(found.id).tempo)
