"""What MusiCNN, a network of others that people may add, hears in a track: which of 50 tags listeners would give."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import scipy.fft
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from accord.domain.analysis import Tagging
from accord.dsp.auditory_mel import auditory_bands
from accord.dsp.spectra import PASSAGE, SR

NAME = "musicnn-mtt"
"""Of the network, and of the registry's record of its weights."""
TAG_SR = 16_000
"""Hz of the sound that the network hears."""
N_FFT, HOP_LENGTH, BANDS, FRAMES = 512, 256, 96, 187
"""A patch is 187 frames of 96 mel bands: 3 s."""
HEARD = N_FFT + (FRAMES - 1) * HOP_LENGTH
"""Samples of a patch."""
PATCHES = 8
"""Patches of a track that the network hears at most."""
COMPRESSION = 10_000.0
LEVEL = 0.1
"""Root mean square to which the sound is brought, so that its gain is of no account: that of a mastered recording."""
SOFTEST = 1e-5
"""Root mean square under which there is no sound: -100 dB."""
EMBEDDING = 200
# fmt: off
TAGS = (
    "guitar", "classical", "slow", "techno", "strings", "drums", "electronic", "rock", "fast", "piano", "ambient",
    "beat", "violin", "vocal", "synth", "female", "indian", "opera", "male", "singing", "vocals", "no vocals",
    "harpsichord", "loud", "quiet", "flute", "woman", "male vocal", "no vocal", "pop", "soft", "sitar", "solo", "man",
    "classic", "choir", "voice", "new age", "dance", "male voice", "female vocal", "beats", "harp", "cello",
    "no voice", "weird", "country", "metal", "female voice", "choral",
)
# fmt: on
"""What the outputs stand for, in their order: those most often given in MagnaTagATune."""

VOICES = (
    *("vocal", "vocals", "singing", "voice", "male", "man", "male vocal", "male voice", "female", "woman"),
    *("female vocal", "female voice", "choir", "choral", "opera"),
)
NO_VOICES = ("no vocal", "no vocals", "no voice")

_BANDS = auditory_bands(TAG_SR, N_FFT, BANDS)
_WINDOW = (0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(N_FFT) / N_FFT)).astype(np.float32)


class TagNetwork(Protocol):
    """The network, ready to run."""

    def __call__(self, mel: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the probability of each tag and the embedding, of patches of shape (n, ``FRAMES``, ``BANDS``)."""


def tagging(run: TagNetwork, passages: NDArray[np.float32]) -> Tagging | None:
    """Return what the network hears.

    Parameters
    ----------
    run : TagNetwork
        The network.
    passages : ndarray of float32, shape (n,)
        Samples at ``spectra.SR``: stretches of ``spectra.PASSAGE``, one after the other.

    Returns
    -------
    Tagging or None
        The means over ``PATCHES`` evenly spread patches; ``None`` in silence.
    """
    patches = tag_input(passages)
    if not len(patches):
        return None
    heard = [run(mel_patch(patch)[None]) for patch in patches]  # one at a time: memory is bounded
    probabilities = np.concatenate([tags for tags, _ in heard]).mean(axis=0, dtype=np.float64)
    embedding = np.concatenate([vector for _, vector in heard]).mean(axis=0)
    return Tagging(NAME, TAGS, probabilities, embedding)


def voice_share(heard: Tagging) -> float:
    """Return what share of the tags about voices says that there is one, 0 to 1, each by its probability."""
    found = dict(zip(heard.names, heard.probabilities.tolist(), strict=True))
    some, none = (sum(found[name] for name in names) for names in (VOICES, NO_VOICES))
    return float(some / (some + none + 1e-9))


def tag_input(passages: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sound of the patches that are heard.

    Parameters
    ----------
    passages : ndarray of float32, shape (n,)
        As ``tagging`` takes them; what is shorter than one passage is repeated.

    Returns
    -------
    ndarray of float32, shape (m, HEARD)
        Samples at ``TAG_SR``, of all of them at ``LEVEL``; none in silence.
    """
    level = float(np.sqrt(np.mean(np.square(passages, dtype=np.float64)))) if len(passages) else 0.0
    if level < SOFTEST:
        return np.zeros((0, HEARD), dtype=np.float32)
    whole = passages if len(passages) >= PASSAGE else np.resize(passages, PASSAGE)
    whole = whole[: len(whole) // PASSAGE * PASSAGE].reshape(-1, PASSAGE)
    count = min(PATCHES, len(whole))
    chosen = whole[[(2 * k + 1) * len(whole) // (2 * count) for k in range(count)]]
    sound = np.array([soxr.resample(one, SR, TAG_SR, quality="HQ") for one in chosen], dtype=np.float32)
    spare = sound.shape[1] - HEARD
    return sound[:, spare // 2 : spare // 2 + HEARD] * np.float32(LEVEL / level)


def mel_patch(y: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the compressed powers of mel bands, shape (frames, ``BANDS``), of samples at ``TAG_SR``."""
    frames = sliding_window_view(y, N_FFT)[::HOP_LENGTH] * _WINDOW
    spectrum = scipy.fft.rfft(frames, overwrite_x=True)
    powers = (spectrum.real**2 + spectrum.imag**2) @ _BANDS
    return np.asarray(np.log10(np.float32(COMPRESSION) * powers + np.float32(1.0)))
