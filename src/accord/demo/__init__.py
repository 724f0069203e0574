"""The demo library, composed and rendered by Accord itself (CC0-1.0)."""
