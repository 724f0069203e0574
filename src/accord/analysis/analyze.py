"""From a stream of samples to the whole analysis."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from numpy.typing import NDArray

from accord import __version__
from accord.analysis.decode import AudioStream
from accord.analysis.tagger import Added, Tagger, tagger_identity, tagger_note
from accord.domain.analysis import Analysis, Estimate, Intervals, Section
from accord.domain.errors import TooShort
from accord.dsp.loudness import ENERGY_RATE, integrated
from accord.dsp.spectra import Spectra, SpectraBuilder
from accord.features import beat_network, voice_network
from accord.features.acousticness import acousticness
from accord.features.bars import bars
from accord.features.beats import beats
from accord.features.chords import chords
from accord.features.danceability import danceability
from accord.features.embedding import embedding
from accord.features.end_of_fade_in import end_of_fade_in
from accord.features.energy import energy
from accord.features.evidence import Evidence
from accord.features.hearing import Hearing
from accord.features.instrumentalness import instrumentalness
from accord.features.key import key
from accord.features.liveness import liveness
from accord.features.loudness import loudness
from accord.features.measures import Measures
from accord.features.metre import beat_evidence
from accord.features.mode import mode
from accord.features.networks.manifest import identity
from accord.features.registry import features
from accord.features.sections import sections
from accord.features.segments import segments
from accord.features.speechiness import speechiness
from accord.features.start_of_fade_out import start_of_fade_out
from accord.features.tatums import tatums
from accord.features.tempo import tempo
from accord.features.time_signature import BEATS_IN_BAR, time_signature
from accord.features.tuning import tuning
from accord.features.valence import valence

SHORTEST = 0.5
"""Seconds of sound below which nothing can be said of it."""

DESCRIPTORS: tuple[Callable[[Measures], Estimate], ...] = (
    danceability,
    energy,
    valence,
    acousticness,
    instrumentalness,
    liveness,
    speechiness,
)

NETWORKS = (beat_network.NAME, voice_network.NAME)
"""By name: those that analyses use."""

Timings = dict[str, float]
"""Stage -> seconds of CPU."""


def analyze(stream: AudioStream, timings: Timings | None = None, tagger: Added = None) -> Analysis:
    """Analyse a stream of samples.

    Parameters
    ----------
    stream : AudioStream
        An open file's sound.
    timings : dict, optional
        Filled with the CPU seconds of each stage.
    tagger : Tagger or AddedNetworkRefused, optional
        The network that tags, where one was added.

    Returns
    -------
    Analysis
        Everything that is estimated, in seconds, Hz, dB and BPM.

    Raises
    ------
    TooShort
        If there is less sound than ``SHORTEST``.
    AudioError
        What ``open_audio`` raises while its stream is read.
    """
    clock = Clock({} if timings is None else timings)
    evidence = Evidence(listen(stream, clock, passages=isinstance(tagger, Tagger)))
    if evidence.duration < SHORTEST:
        raise TooShort(f"There are only {evidence.duration:.2f} s of sound; an analysis needs {SHORTEST} s.")
    hearing = hear(evidence, clock, tagger)
    with clock.stage("descriptors"):
        measures = Measures(hearing)
        descriptors = {describe.__name__: describe(measures) for describe in DESCRIPTORS}
    with clock.stage("embedding"):
        vector = embedding(measures, descriptors)
    with clock.stage("sections"):
        parts = _sections(hearing)
    with clock.stage("chords"):
        harmony = chords(evidence, hearing.beats.start)
    with clock.stage("fades"):
        fades = {"end_of_fade_in": end_of_fade_in(evidence), "start_of_fade_out": start_of_fade_out(evidence)}
    return Analysis(
        version=analysis_version(tagger),
        duration=evidence.duration,
        sr=stream.info.sr,
        channels=stream.info.channels,
        codec=stream.info.codec,
        decoder=stream.info.decoder,
        estimates={
            "tempo": hearing.tempo,
            "key": hearing.key,
            "mode": hearing.mode,
            "time_signature": hearing.time_signature,
            "loudness": hearing.loudness,
            **descriptors,
            **fades,
            "tuning": tuning(evidence),
        },
        bars=hearing.bars,
        beats=hearing.beats,
        tatums=hearing.tatums,
        chords=harmony,
        sections=parts,
        segments=hearing.segments,
        embedding=vector,
        tagging=hearing.tagging,
        notes=_notes(tagger),
    )


def listen(stream: AudioStream, clock: Clock | None = None, *, passages: bool = False) -> Spectra:
    """Pass over the samples of a stream once.

    Parameters
    ----------
    stream : AudioStream
        An open file's sound.
    clock : Clock, optional
        Adds up what each stage takes.
    passages : bool
        Whether to keep what a network that tags listens to.

    Returns
    -------
    Spectra

    Raises
    ------
    AudioError
        What ``open_audio`` raises while its stream is read.
    """
    clock = clock or Clock({})
    builder = SpectraBuilder(stream.info.sr, stream.info.channels, passages=passages)
    for block in clock.each("decode", stream):
        with clock.stage("spectra"):
            builder.add(block)
    with clock.stage("spectra"):
        return builder.finish()


def hear(evidence: Evidence, clock: Clock | None = None, tagger: Added = None) -> Hearing:
    """Return what descriptors judge.

    Parameters
    ----------
    evidence : Evidence
        What the pass over the samples left.
    clock : Clock, optional
        Adds up what each stage takes.
    tagger : Tagger or AddedNetworkRefused, optional
        The network that tags, where one was added.

    Returns
    -------
    Hearing
    """
    clock = clock or Clock({})
    with clock.stage("rhythm"):
        found = beats(evidence)
        inside = beat_evidence(evidence, found) if len(found.start) > 1 else None
        metre = time_signature(inside)
        measures = bars(found, inside, BEATS_IN_BAR[int(metre.value)])
        pulse = tatums(found, inside)
    with clock.stage("key"):
        tonic, gender = key(evidence), mode(evidence)
    with clock.stage("segments"):
        sounds = segments(evidence)
    with clock.stage("loudness"):
        level = loudness(evidence)
    tags = None
    if isinstance(tagger, Tagger):
        with clock.stage("tags"):
            tags = tagger.hear(evidence.spectra.passages)
    return Hearing(evidence, found, inside, measures, pulse, tempo(found), metre, tonic, gender, level, sounds, tags)


def analysis_version(tagger: Added = None) -> str:
    """Return the version of an analysis, which changes with any feature's version and any network's weights."""
    return _version(tagger_identity(tagger))


@cache
def _version(added: str) -> str:
    declared = [f"{name}:{feature.version}" for name, feature in features().items()]
    declared += [*(identity(name) for name in NETWORKS), added]
    return f"{__version__}-{hashlib.sha256(','.join(declared).encode()).hexdigest()[:8]}"


def _notes(tagger: Added) -> tuple[str, ...]:
    notes = [why] if (why := tagger_note(tagger)) else []
    if why := beat_network.refusal():
        notes.append(f"Beats and bars come from the signal alone, since {why}")
    if why := voice_network.refusal():
        notes.append(f"Speechiness and instrumentalness come from the signal alone, since {why}")
    return tuple(notes)


def _sections(hearing: Hearing) -> tuple[Section, ...]:
    evidence = hearing.evidence
    found = []
    for start, duration, confidence, label in sections(evidence, hearing.beats.start, hearing.bars.start):
        end = start + duration
        within = _between(hearing.beats, start, end)
        squares = evidence.spectra.mean_squares[int(start * ENERGY_RATE) : max(int(end * ENERGY_RATE), 1)]
        found.append(
            Section(
                start=start,
                duration=duration,
                confidence=confidence,
                label=label,
                loudness=integrated(squares),
                tempo=tempo(within) if len(within.start) > 1 else Estimate(hearing.tempo.value, 0.0),
                key=key(evidence, (start, end)),
                mode=mode(evidence, (start, end)),
                time_signature=hearing.time_signature,
            )
        )
    return tuple(found)


def _between(intervals: Intervals, start: float, end: float) -> Intervals:
    first, last = np.searchsorted(intervals.start, (start, end))
    part = slice(int(first), int(last))
    return Intervals(intervals.start[part], intervals.duration[part], intervals.confidence[part])


class Clock:
    """Adds up the CPU seconds of each stage."""

    def __init__(self, timings: Timings) -> None:
        self._timings = timings

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add what happens inside to a stage."""
        began = time.process_time()
        yield
        self._timings[name] = self._timings.get(name, 0.0) + time.process_time() - began

    def each(self, name: str, blocks: AudioStream) -> Iterator[NDArray[np.float32]]:
        """Yield the blocks of a stream, adding the time that they take to a stage."""
        pending = iter(blocks)
        while True:
            with self.stage(name):
                block = next(pending, None)
            if block is None:
                return
            yield block
