"""Running programs that were written for the Spotify Web API, unchanged, on the music one owns.

A program is started with a stand-in for two hosts, and kept from the real ones: start-up hooks lead what it looks up to
the stand-in, and a wall around its whole process tree holds what knows nothing of hooks. Nothing here is about another
host or another process.
"""
