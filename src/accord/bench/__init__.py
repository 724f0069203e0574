"""Measuring commands; peers run in an environment of their own."""
