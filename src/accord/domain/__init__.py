"""Entities, ids, label types, errors and settings: what every floor above may name."""
