"""A small library with known content: a long album, a single, a compilation, and what their analyses say."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from accord.domain.entities import Cover, ScannedFile, StoredAnalysis, Tags
from accord.domain.ids import artist_id, release_id, track_id
from accord.features.space import CENTRES
from accord.library.catalogue import Library
from accord.rights.registry import OWN_AUDIO

UNKNOWN = "0" * 22
"""Well-formed, and nobody's."""

LONG = 53
"""Tracks of the long album: more than one page of 50."""


@dataclass(frozen=True)
class Piece:
    """A track of the fixture."""

    title: str
    tags: Tags
    duration: float
    analysed: bool = True

    @property
    def id(self) -> str:
        return track_id(hashlib.sha256(self.title.encode()).digest())


def picture(width: int, height: int) -> bytes:
    """A red PNG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), (255, 0, 0)).save(buffer, "PNG")
    return buffer.getvalue()


def _long_album() -> list[Piece]:
    return [
        Piece(
            f"Movement {number}",
            Tags(
                title=f"Movement {number}",
                artists=("Ada Quartet",),
                album="Long Way",
                album_artists=("Ada Quartet",),
                date="1999-03",
                genres=("Chamber",),
                track_number=number,
                track_total=LONG,
                licence="CC-BY-4.0",
            ),
            30.0 + number,
        )
        for number in range(1, LONG + 1)
    ]


ALBUM = _long_album()
SINGLE = Piece(
    "Únïcode & <b>bold</b>",
    Tags(
        title="Únïcode & <b>bold</b>",
        artists=("Béla", "Ada Quartet"),
        album="Únïcode",
        album_artists=("Béla",),
        date="2021-07-09",
        genres=("Electronic", "Ambient"),
        track_number=1,
        track_total=1,
        isrc="USABC2100001",
        cover=Cover("image/png", picture(200, 100)),
    ),
    12.3456,
)
BARE = Piece("Bare", Tags(title="Bare", artists=("Nobody Known",), cover=Cover("image/jpeg", b"no picture")), 61.0)
SILENT = Piece("Not analysed", Tags(title="Not analysed", artists=("Béla",)), 5.0, analysed=False)
PIECES = [*ALBUM, SINGLE, BARE, SILENT]

ADA, BELA = artist_id("Ada Quartet"), artist_id("Béla")
LONG_WAY = release_id("Long Way", ("Ada Quartet",))


def features(piece: Piece) -> dict[str, Any]:
    """What the audio-features object of a piece holds; ``{base}`` stands for the server's URL."""
    share = int.from_bytes(hashlib.sha256(piece.title.encode()).digest()[:1], "big") / 255
    return {
        "danceability": share,
        "energy": 1 - share,
        "key": 9,
        "loudness": -9.53,
        "mode": 0,
        "speechiness": 0.0412,
        "acousticness": 0.7,
        "instrumentalness": 0.91,
        "liveness": 0.08,
        "valence": share / 2,
        "tempo": 120.02,
        "type": "audio_features",
        "id": piece.id,
        "uri": f"spotify:track:{piece.id}",
        "track_href": f"{{base}}/v1/tracks/{piece.id}",
        "analysis_url": f"{{base}}/v1/audio-analysis/{piece.id}",
        "duration_ms": round(piece.duration * 1000),
        "time_signature": 4,
    }


def analysis(piece: Piece) -> dict[str, Any]:
    """What the audio-analysis object of a piece holds: 120 BPM, 4/4, one section."""

    def intervals(length: float) -> list[dict[str, float]]:
        return [
            {"start": index * length, "duration": length, "confidence": 0.8}
            for index in range(int(piece.duration / length))
        ]

    estimates = {"tempo": 120.02, "key": 9, "mode": 0, "time_signature": 4}
    confident = {f"{name}_confidence": 0.5 for name in estimates}
    loudness = {"loudness_start": -30.0, "loudness_max_time": 0.03, "loudness_max": -8.0, "loudness_end": -12.0}
    sound = {"pitches": [1.0] + [0.1] * 11, "timbre": [40.0] + [-3.5] * 11}
    return {
        "meta": {
            "analyzer_version": "1",
            "platform": "Linux",
            "detailed_status": "OK",
            "status_code": 0,
            "timestamp": 1_700_000_000,
            "analysis_time": 0.5,
            "input_process": "libsndfile L+R 44100->22050",
        },
        "track": {
            "num_samples": round(piece.duration * 22050),
            "duration": piece.duration,
            "sample_md5": "",
            "offset_seconds": 0,
            "window_seconds": 0,
            "analysis_sample_rate": 22050,
            "analysis_channels": 1,
            "end_of_fade_in": 0.1,
            "start_of_fade_out": piece.duration,
            "loudness": -9.53,
            **estimates,
            **confident,
            **{f"{name}string": "" for name in ("code", "echoprint", "synch", "rhythm")},
            **{f"{name}_version": 1.0 for name in ("code", "echoprint", "synch", "rhythm")},
        },
        "bars": intervals(2.0),
        "beats": intervals(0.5),
        "sections": [
            {"start": 0.0, "duration": piece.duration, "confidence": 1.0, "loudness": -9.5, **estimates, **confident}
        ],
        "segments": [{**interval, **loudness, **sound} for interval in intervals(0.5)],
        "tatums": intervals(0.25),
    }


def _embedding(piece: Piece) -> bytes:
    """A point of its own for each piece, the same in every run."""
    seed = int.from_bytes(hashlib.sha256(piece.title.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).normal(0.0, 0.2, len(CENTRES)).astype("<f4").tobytes()


def stored(piece: Piece) -> StoredAnalysis:
    """The analysis of a piece as the library keeps it."""
    return StoredAnalysis(
        version="1",
        features=json.dumps(features(piece)).encode(),
        document=gzip.compress(json.dumps(analysis(piece)).encode(), mtime=0),
        embedding=_embedding(piece),
        confidences=b"{}",
    )


def fill(library: Library) -> None:
    """Record every piece, as a scan would."""
    for number, piece in enumerate(PIECES):
        file = ScannedFile(
            path=Path(f"/music/{piece.tags.album or number}/{number}.flac"),
            size=1000 + number,
            mtime_ns=1,
            span=None,
            track_id=piece.id,
            duration=piece.duration,
            container="flac",
            codec="flac",
            sr=44100,
            channels=2,
            tags=piece.tags,
        )
        library.record_file(file, stored(piece) if piece.analysed else None, OWN_AUDIO.id)
