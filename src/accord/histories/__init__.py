"""Listening histories as services export them: one file a format, each read row by row."""
