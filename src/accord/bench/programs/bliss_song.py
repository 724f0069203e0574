"""bliss-audio: one vector of 23 numbers for a file."""

from importlib import metadata

import bliss_audio  # type: ignore[import-not-found]  # lives in the peers' environment

FASTEST = 206.0
"""BPM: the first of the numbers is the tempo, scaled so that 0 to this becomes -1 to 1."""


def version() -> str:
    """Return the version of the package."""
    return metadata.version("bliss-audio")


def whole(path: str) -> dict[str, int]:
    """Decode and analyse a file."""
    return {"numbers": len(bliss_audio.Song(path).analysis)}


def listen(path: str) -> dict[str, object]:
    """Return the vector by whose distance songs are compared, and the tempo (BPM) in it."""
    vector = list(bliss_audio.Song(path).analysis)
    return {"vector": vector, "tempo": (float(vector[0]) + 1.0) / 2.0 * FASTEST}
