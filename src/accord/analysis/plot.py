"""Draw an analysis: sections, waveform with beats, chroma and loudness over one time axis."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from accord.domain.analysis import Analysis
from accord.domain.errors import InvalidParameter, NotFound
from accord.features.chords import PITCH_CLASSES as ROOTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLUMNS = 2400
"""Extremes that the waveform is drawn from; a figure has fewer pixels across."""
FORMATS = {".png", ".svg", ".pdf"}
PITCH_CLASSES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
PALETTE = ("#4e79a7", "#f28e2b", "#59a14f", "#b07aa1", "#edc948", "#e15759", "#76b7b2", "#9c755f", "#ff9da7", "#bab0ac")
INK, QUIET, ACCENT = "#22303c", "#9fb3c8", "#c8401f"
MOST_BEATS = 600
"""Above this, beats would blacken the waveform: only downbeats are drawn."""
MOST_CHORDS = 60
"""Chords shorter than this share of the track are not named: there is no room."""
INAUDIBLE = -59.0
"""dB; what is below does not stretch the axis of loudness."""


def envelope(blocks: Iterable[NDArray[np.float32]], frames: int) -> NDArray[np.float32]:
    """Return the extremes of a waveform, without holding its samples.

    Parameters
    ----------
    blocks : iterable of ndarray [shape=(n, channels), float32]
        The samples, in order.
    frames : int
        How many there are, about; it sets the resolution.

    Returns
    -------
    ndarray [shape=(columns, 2), float32]
        Lowest and highest sample of the channels' mean, in equal stretches; about ``COLUMNS`` of them.
    """
    stretch = max(1, -(-frames // COLUMNS))
    rest = np.empty(0, np.float32)
    extremes = [np.empty((0, 2), np.float32)]
    for block in blocks:
        y = np.concatenate([rest, block.mean(axis=1)])
        whole = len(y) - len(y) % stretch
        extremes.append(_extremes(y[:whole].reshape(-1, stretch)))
        rest = y[whole:]
    if rest.size:
        extremes.append(_extremes(rest[np.newaxis]))
    return np.concatenate(extremes)


def _extremes(stretches: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.stack([stretches.min(axis=1), stretches.max(axis=1)], axis=1)


def draw(analysis: Analysis, waveform: NDArray[np.float32], name: str, path: Path) -> None:
    """Draw an analysis into an image file.

    Parameters
    ----------
    analysis : Analysis
        What is drawn.
    waveform : ndarray [shape=(columns, 2), float32]
        Lowest and highest sample of equal stretches; see ``envelope``.
    name : str
        What the title calls it.
    path : Path
        The image; its suffix chooses the format, of ``FORMATS``.

    Raises
    ------
    InvalidParameter
        If the suffix is of no known format.
    NotFound
        If the folder of the image does not exist.
    """
    require_drawable(path)
    from matplotlib.figure import Figure  # half a second: only for those who draw

    figure = Figure(figsize=(14, 8), dpi=120, layout="constrained")
    rows = figure.subplots(4, 1, sharex=True, height_ratios=[0.25, 2, 2, 1])
    rows[0].set_title(name if len(name) <= 60 else f"{name[:59]}…", loc="left", fontsize=14, color=INK, weight="bold")
    rows[0].set_title(summary(analysis), loc="right", fontsize=11, color=INK)
    _sections(rows[0], analysis)
    _waveform(rows[1], analysis, waveform)
    _chroma(rows[2], analysis)
    _loudness(rows[3], analysis)
    for row in rows:
        row.tick_params(colors=INK, length=0)
        row.spines[:].set_visible(False)
    figure.align_ylabels(rows)
    rows[-1].set_xlim(0, analysis.duration)
    rows[-1].xaxis.set_major_formatter(lambda seconds, _: clock(seconds))
    figure.savefig(path, facecolor="white")


def require_drawable(path: Path) -> None:
    """Raise the error that ``draw`` would, before the time for an analysis is spent.

    Raises
    ------
    InvalidParameter
        If the suffix is of no known format.
    NotFound
        If the folder of the image does not exist.
    """
    if path.suffix.lower() not in FORMATS:
        raise InvalidParameter(f"{path.name} has no suffix of an image: use one of {', '.join(sorted(FORMATS))}.")
    if not path.parent.is_dir():
        raise NotFound(f"There is no folder {path.parent} to draw into.")


def summary(analysis: Analysis) -> str:
    """Return one line with duration, tempo, meter, key and loudness."""
    value = {name: estimate.value for name, estimate in analysis.estimates.items()}
    key, tempo, loudness = round(value["key"]), value["tempo"], value["loudness"]
    facts = [clock(analysis.duration)]
    if tempo > 0:
        facts += [f"{tempo:.1f} BPM", f"{round(value['time_signature'])} beats a bar"]
    if key >= 0:
        facts.append(f"{PITCH_CLASSES[key]} {'major' if value['mode'] >= 0.5 else 'minor'}")
    if np.isfinite(loudness):
        facts.append(f"{loudness:.1f} LUFS")
    return "   ·   ".join(facts)


def clock(seconds: float) -> str:
    """Return seconds as minutes and seconds, with hours where there are any."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _sections(row: Axes, analysis: Analysis) -> None:
    for section in analysis.sections:
        colour = PALETTE[section.label % len(PALETTE)]
        row.broken_barh(
            [(section.start, section.duration)], (0, 1), facecolors=colour, edgecolors="white", linewidth=1.5
        )
        if section.duration > analysis.duration / 60:
            middle = section.start + section.duration / 2
            row.text(middle, 0.46, section.letter, ha="center", va="center", color="white", weight="bold", fontsize=10)
    row.set_ylim(0, 1)
    row.set_yticks([0.5], ["sections"])


def _waveform(row: Axes, analysis: Analysis, waveform: NDArray[np.float32]) -> None:
    time = (np.arange(len(waveform)) + 0.5) * analysis.duration / max(1, len(waveform))
    row.fill_between(time, waveform[:, 0], waveform[:, 1], color=QUIET, linewidth=0)
    peak = max(1e-6, float(np.abs(waveform).max(initial=0.0)))
    bars = analysis.bars.start
    if len(analysis.beats.start) <= MOST_BEATS:
        row.vlines(analysis.beats.start, -peak, peak, color=INK, linewidth=0.5, alpha=0.45)
    row.vlines(bars, -peak, peak, color=ACCENT, linewidth=1.1 if len(bars) <= MOST_BEATS else 0.4)
    row.set_ylim(-1.05 * peak, 1.05 * peak)
    row.set_ylabel("waveform, beats, downbeats", color=INK)


def _chroma(row: Axes, analysis: Analysis) -> None:
    segments = analysis.segments
    if len(segments.start):
        edges = np.append(segments.start, segments.start[-1] + segments.duration[-1])
        row.pcolormesh(edges, np.arange(13) - 0.5, segments.pitches.T, cmap="magma", vmin=0, vmax=1, rasterized=True)
    for chord in analysis.chords:
        if chord.duration > analysis.duration / MOST_CHORDS:
            row.text(chord.start, 11.6, spelt(chord.name), ha="left", va="bottom", color=INK, fontsize=7)
    row.set_yticks(range(12), PITCH_CLASSES, fontsize=8)
    row.set_ylabel("chroma, chords", color=INK)


def spelt(chord: str) -> str:
    """Return a chord's name in the spelling of the scale beside it."""
    root = chord.removesuffix("m")
    return chord.replace(root, PITCH_CLASSES[ROOTS.index(root)]) if root in ROOTS else chord


def _loudness(row: Axes, analysis: Analysis) -> None:
    segments = analysis.segments
    time = np.stack([segments.start, segments.start + segments.loudness_max_time], axis=1).ravel()
    level = np.stack([segments.loudness_start, segments.loudness_max], axis=1).ravel()
    heard = level[level > INAUDIBLE]
    lowest, highest = float(heard.min(initial=-20.0)) - 3, float(heard.max(initial=-1.0)) + 3
    row.fill_between(time, level, lowest, color=QUIET, linewidth=0)
    for section in analysis.sections:
        colour = PALETTE[section.label % len(PALETTE)]
        row.hlines(section.loudness, section.start, section.start + section.duration, color=colour, linewidth=3)
    row.set_ylim(lowest, highest)
    row.set_ylabel("loudness (dB)", color=INK)
