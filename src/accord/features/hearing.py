"""What descriptors judge: a track's intermediates and the estimates made from them so far."""

from __future__ import annotations

from dataclasses import dataclass

from accord.domain.analysis import Estimate, Intervals, Segments, Tagging
from accord.features.evidence import Evidence
from accord.features.metre import BeatEvidence


@dataclass(frozen=True, slots=True)
class Hearing:
    """A track as heard: rhythm, key, loudness and segments, with the evidence below them."""

    evidence: Evidence
    beats: Intervals
    beat_evidence: BeatEvidence | None
    """``None`` where there are fewer than two beats."""
    bars: Intervals
    tatums: Intervals
    tempo: Estimate
    time_signature: Estimate
    key: Estimate
    mode: Estimate
    loudness: Estimate
    segments: Segments
    tagging: Tagging | None = None
    """``None`` where no network for it is here, and in silence."""
