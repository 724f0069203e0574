"""Which decoders this installation has."""

from __future__ import annotations


def versions() -> dict[str, str]:
    """Return the version of each library that decodes, by name."""
    import av
    import soundfile

    return {"libsndfile": str(soundfile.__libsndfile_version__), "FFmpeg": str(av.ffmpeg_version_info)}
