"""Small networks that come with Accord: each a file of weights and a manifest that says where they are from."""
