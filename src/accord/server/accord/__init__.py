"""Accord's own API, below ``/accord/v1``: one file per resource."""
