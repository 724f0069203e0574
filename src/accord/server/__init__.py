"""Protocols at the edge; each package only translates."""
