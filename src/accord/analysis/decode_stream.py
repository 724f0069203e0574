"""What the two decoders share: blocks of sound and the facts about a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
BLOCK = 65536
"""Most frames of a block."""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """What a file's header, checked against its first decoded frame, says."""

    sr: int
    """Hz."""
    channels: int
    codec: str
    container: str
    decoder: str
    """``libsndfile`` or ``FFmpeg``."""
    duration: float | None
    """Seconds that the header promises, of the whole file; ``None`` where it does not say."""


class Decoder(Protocol):
    """One decoder at work on one open file."""

    info: AudioInfo
    promised: float | None
    """Seconds that the file must have unless it is cut short; ``None`` where the header says nothing or guesses."""
    holds_floats: bool
    """Whether the file itself holds floats, so that NaN or values beyond full scale come from it."""

    def blocks(self, first: int, problems: list[str]) -> Iterator[Block]:
        """Yield the sound from frame ``first`` on, past what does not decode; note that in ``problems``."""

    def close(self) -> None:
        """Let go of the decoder's side of the file."""
