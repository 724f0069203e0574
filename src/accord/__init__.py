"""Accord: lawful, explainable music intelligence, computed from audio you own."""

__version__ = "0.1.0"
