"""The catalogue: the only door to the store."""
