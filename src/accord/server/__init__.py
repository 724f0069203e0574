"""Protocols at the edge: each package below translates one protocol to the library, and nothing more."""
