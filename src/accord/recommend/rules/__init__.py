"""The rules of ranking, one file each: what the next place is worth to a track, by what stands before it."""
