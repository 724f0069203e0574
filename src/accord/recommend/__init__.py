"""Recommendation as a sum of named contributions: candidates, scorer, ranker, explanation. Arrays in, arrays out."""
