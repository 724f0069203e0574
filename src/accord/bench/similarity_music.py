"""Music for ``accord bench similarity``: pieces as their files name them, and what Accord hears in them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson
from numpy.typing import NDArray

from accord.analysis.analyze import analysis_version, analyze, listen
from accord.analysis.decode import open_audio
from accord.analysis.document import store_form
from accord.analysis.tagger import Tagger
from accord.analysis.tags import read_tags
from accord.analysis.walk import walk
from accord.bench.cache import cache_dir, content_hash, write_whole
from accord.domain.ids import normalise
from accord.dsp.fingerprint import Fingerprint
from accord.features.tag_network import EMBEDDING
from accord.library.duplicates import stored_fingerprint

SMALLEST = 400_000
"""Bytes below which a file is a sound effect rather than music."""


@dataclass(frozen=True, slots=True)
class Song:
    """A piece of music as its file names it."""

    path: Path
    artist: str | None
    """Normalised; ``None`` where no tag says."""
    album: str
    """Normalised; that of the folder where no tag says."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """What Accord hears in a file, as far as similarity needs it."""

    embedding: NDArray[np.float32]
    fingerprint: Fingerprint


def songs(folders: Sequence[Path]) -> list[Song]:
    """Return the music below some folders, in an order that depends on the names of files alone, and not by folder."""
    paths = [found.path for folder in folders for found in walk(folder).audio]
    found = [_song(path) for path in paths if path.stat().st_size >= SMALLEST]
    return sorted(found, key=lambda song: hashlib.sha256(song.path.name.encode()).digest())


def sounding(file: Path) -> Sounding:
    """Return what Accord hears in a file; kept, by the file's content and the version of the analysis.

    Raises
    ------
    AudioError
        If the file cannot be analysed.
    """
    kept = cache_dir("sounding", analysis_version()) / f"{content_hash(file)}.json"
    if not kept.exists():
        with open_audio(file) as stream:
            stored = store_form("0" * 22, analyze(stream))
        texts = {name: base64.b64encode(getattr(stored, name)).decode() for name in ("embedding", "document")}
        write_whole(kept, orjson.dumps(texts))
    found = {name: base64.b64decode(text) for name, text in orjson.loads(kept.read_bytes()).items()}
    return Sounding(np.frombuffer(found["embedding"], "<f4"), stored_fingerprint(found["document"]))


def tagged(file: Path, tagger: Tagger) -> NDArray[np.float32]:
    """Return the embedding of a file by the network that tags; zeros in silence.

    Raises
    ------
    AudioError
        If the file cannot be decoded.
    """
    kept = cache_dir("tagged", tagger.identity.rpartition(":")[2][:32]) / f"{content_hash(file)}.bin"
    if not kept.exists():
        with open_audio(file) as stream:
            spectra = listen(stream, passages=True)
        heard = tagger.hear(spectra.passages)
        vector = np.zeros(EMBEDDING, dtype=np.float32) if heard is None else heard.embedding
        write_whole(kept, vector.astype("<f4").tobytes())
    return np.frombuffer(kept.read_bytes(), "<f4")


def _song(path: Path) -> Song:
    tags = read_tags(path, path.name)
    artist = normalise(tags.artists[0]) if tags.artists else None
    return Song(path, artist, normalise(tags.album or path.parent.name))
