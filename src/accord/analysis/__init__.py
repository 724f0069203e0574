"""Scan, decode, analyse: from files to stored analyses."""
