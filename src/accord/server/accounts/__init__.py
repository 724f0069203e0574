"""Accounts at the edge: OAuth 2.0 for apps, pages on which people log in and say what apps may do."""
