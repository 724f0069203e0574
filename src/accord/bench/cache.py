"""What the bench keeps between runs: the peers' environment, their results, rendered MIDI. Safe to delete."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import platformdirs


def cache_dir(*parts: str) -> Path:
    """Return (and make) a folder below the bench's own in the platform's cache folder."""
    folder = platformdirs.user_cache_path("accord-bench", appauthor=False).joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def content_hash(*files: Path) -> str:
    """Return 32 hexadecimal characters of the SHA-256 over the contents of files."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:32]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is never seen half written, whatever interrupts."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
