"""Pieces of several parts over a metre: from rock bands to string orchestras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from training.beats import parts
from training.beats.chords import Chord, Key, any_key, progression
from training.beats.drums import KICK, Drummer
from training.beats.metre import METRES, Metre, Timing, beat_times, rhythm, seconds, swung
from training.beats.parts import Harmony, Tone
from training.beats.piece import DRUMS, Note, Piece, Span
from training.beats.styles import STYLES, Style

BASS, CHORDS, MORE_CHORDS, TUNE, SECOND, LINE = 0, 1, 2, 3, 4, 5
"""Channels."""
LENGTH = (40.0, 75.0)
"""Seconds of a piece."""
FORMS = ("ABABCB", "AABACA", "ABCABCDC", "IABABCBI", "ABACADA", "AABBAABB", "IABAB", "ABABCABB")
"""Of songs: parts with the same letter have the same notes."""
SONG = (100.0, 200.0)
"""Seconds of a song."""
LIFTS = (0, 0, 0, 1, 2)
"""Semitones by which the last third of a song is raised."""


@dataclass(frozen=True, slots=True)
class Feel:
    """How the parts of a piece sit on its beats."""

    swing: float
    swung: int
    human: float
    """Standard deviation in seconds of notes from their time."""
    late: dict[int, float]
    """Channel -> seconds by which that player is behind (or, negative, ahead)."""
    early_chords: float
    """Slots by which new chords come before their beat; 0 for none."""


def band(rng: Random, name: str, style: Style) -> Piece:
    """Return a piece of a style."""
    metre = METRES[rng.choice(style.metres)]
    timing = Timing(
        tempo=_log_uniform(rng, *style.tempo),
        drift=rng.choice(style.drift),
        rubato=rng.choice(style.rubato),
        slowing=rng.choice((0.0, 0.0, 0.3, 0.6)),
    )
    bars = max(4, round(rng.uniform(*LENGTH) * timing.tempo / 60.0 / metre.beats))
    pickup = rng.choice((0, 0, 0, 1, 1, 2)) if not style.drums or rng.random() < 0.3 else 0
    writer = _Writer(rng, style, metre, _feel(rng, style))
    tempi: list[float] = [1.0] * pickup
    writer.begin(pickup)
    at, sections = 0, 0
    while at < bars:
        count = rng.choice((4, 8, 8, 12, 16))
        writer.section(count, at == 0, at + count >= bars, f"S{sections}")
        sections += 1
        factor = 1.0 if rng.random() < 0.85 else rng.uniform(0.85, 1.18)
        tempi += [factor] * (count * metre.beats)
        at += count
    holds = {len(tempi) - 1: rng.uniform(1.0, 2.0)} if not style.drums else {}
    beats = beat_times(rng, timing, tempi, rng.uniform(0.0, 3.0), holds)
    return writer.played(name, beats, pickup)


def any_song(number: int, seconds: tuple[float, float] = SONG) -> Piece:
    """Return the song that belongs to a number, of any style that has chords."""
    rng = Random(number)
    names = [name for name in STYLES if name not in ("none", "chorale", "solo")]
    name = rng.choices(names, [STYLES[name].weight for name in names])[0]
    return song(rng, name, STYLES[name], seconds)


def song(rng: Random, name: str, style: Style, seconds: tuple[float, float] = SONG) -> Piece:
    """Return a piece of a style whose parts return, the last ones perhaps in a higher key."""
    metre = METRES[rng.choice(style.metres)]
    timing = Timing(tempo=_log_uniform(rng, *style.tempo), drift=rng.choice(style.drift))
    form = rng.choice(FORMS)
    bars = rng.uniform(*seconds) * timing.tempo / 60.0 / metre.beats
    lengths = {letter: 4 if letter == "I" else rng.choice((8, 8, 16)) for letter in dict.fromkeys(form)}
    scale = max(1, round(bars / sum(lengths[letter] for letter in form)))
    writer = _Writer(rng, style, metre, _feel(rng, style))
    raised, lift = len(form) - len(form) // 3, rng.choice(LIFTS)
    for place, letter in enumerate(form):
        if place == raised and lift:
            writer.raise_key(lift)
        writer.part(letter, lengths[letter] * scale)
    beats = beat_times(rng, timing, [1.0] * (writer.bars * metre.beats), rng.uniform(0.0, 3.0), {})
    return writer.played(name, beats, 0)


class _Writer:
    """Writes the sections of one piece: all parts in slots from the first downbeat, then as notes in seconds."""

    def __init__(self, rng: Random, style: Style, metre: Metre, feel: Feel) -> None:
        self._rng, self._style, self._metre, self._feel = rng, style, metre, feel
        self._key = any_key(rng, style.harmony)
        feels = [rng.choice(style.drums) for _ in range(rng.choice((1, 1, 2)))] if style.drums else []
        self._drummers = [Drummer(rng, metre, feel) for feel in feels]
        self._bass = rng.choice(style.basses) if style.basses else None
        self._comps = [rng.choice(style.comps) for _ in range(rng.choice((1, 1, 2)))] if style.comps else []
        self._riff = style.riff > rng.random()
        self._tones: list[tuple[int, Tone]] = []
        self._strokes: list[tuple[float, int, int]] = []
        self._chords: list[tuple[int, Chord | str]] = []
        self._sections: list[tuple[int, str]] = []
        self._keys: list[tuple[int, Key]] = [(0, self._key)]
        self._lift = 0
        self._slot = 0
        self._programs = {
            BASS: rng.choice(style.bass),
            CHORDS: rng.choice(style.chords),
            MORE_CHORDS: rng.choice(style.chords),
            TUNE: rng.choice(style.tune),
            SECOND: rng.choice(style.tune),
            LINE: rng.choice(style.tune),
            DRUMS: rng.choice((0, 0, 0, 8, 16, 24, 25, 32, 40)),
        }
        self._loops = [progression(rng, self._key, style.harmony, rng.choice(style.size)) for _ in range(2)]
        slots = metre.slots
        self._every = rng.choice((slots, slots, slots, slots * 2, slots // 2 if metre.beats % 2 == 0 else slots))
        self._density, self._syncopation = rng.uniform(*style.density), rng.uniform(*style.syncopation)

    def begin(self, pickup: int) -> None:
        """Write an upbeat of so many beats."""
        rng, parts_ = self._rng, self._metre.parts
        for slot in range(-pickup * parts_, 0):
            if slot % 2 == 0 and rng.random() < 0.7:
                pitch = self._key.pitch(rng.randrange(7), 5)
                self._tones.append((TUNE, Tone(slot, 1.5, pitch, rng.randint(75, 100))))

    @property
    def bars(self) -> int:
        """How many have been written."""
        return self._slot // self._metre.slots

    def raise_key(self, lift: int) -> None:
        """Let all that follows be so many semitones higher."""
        self._lift = lift
        self._key = Key((self._key.tonic + lift) % 12, self._key.scale)
        self._keys.append((self._slot, self._key))

    def part(self, name: str, bars: int) -> None:
        """Write the next section: the notes of an earlier one of that name, as high as all is now, or new ones."""
        first = next((slot for slot, known in self._sections if known == name), None)
        if first is None:
            self._loops = [progression(self._rng, self._key, self._style.harmony, self._rng.choice(self._style.size))]
            self.section(bars, name == "I", False, name)
            return
        length = bars * self._metre.slots
        shift = self._slot - first

        def again(slot: float) -> bool:
            return first <= slot < first + length

        self._tones += [
            (channel, replace(tone, slot=tone.slot + shift, pitch=tone.pitch + self._lift))
            for channel, tone in self._tones
            if again(tone.slot)
        ]
        self._strokes += [(slot + shift, drum, velocity) for slot, drum, velocity in self._strokes if again(slot)]
        for slot, chord in [one for one in self._chords if again(one[0])]:
            higher = chord if isinstance(chord, str) else replace(chord, key=self._key)
            self._chords.append((slot + shift, higher))
        self._sections.append((self._slot, name))
        self._slot += length

    def section(self, bars: int, first: bool, last: bool, name: str) -> None:
        """Write the next section: some parts play, others rest."""
        rng, style = self._rng, self._style
        before, stated = len(self._tones), False
        harmony = Harmony(self._metre, rng.choice(self._loops), self._every, bars * self._metre.slots)
        sparse = (first or last or rng.random() < 0.2) and rng.random() < 0.5
        drums = bool(self._drummers) and not (sparse and rng.random() < 0.7) and rng.random() < 0.93
        if self._riff and rng.random() < 0.7:
            self._write_riff(harmony, drums)
        else:
            if self._bass and not (sparse and rng.random() < 0.5):
                self._add(BASS, parts.bass_line(rng, harmony, self._bass, 33 if rng.random() < 0.8 else 28))
            for channel, comp in zip((CHORDS, MORE_CHORDS), self._comps, strict=False):
                if rng.random() < 0.85:
                    stated = True
                    self._add(channel, parts.comping(rng, harmony, comp, rng.choice((48, 52, 55, 60))))
        if not style.comps or rng.random() < 0.75:
            lowest = rng.choice((55, 60, 60, 67))
            self._add(TUNE, parts.tune(rng, harmony, lowest, self._density, self._syncopation))
            if rng.random() < 0.2:
                self._add(SECOND, parts.tune(rng, harmony, lowest - 7, 0.6 * self._density, self._syncopation))
        if rng.random() < style.running:
            step = rng.choice((1, 2)) if self._metre.parts == 4 else 1
            self._add(LINE, parts.running(rng, harmony, rng.choice((55, 60, 67)), step))
        if drums:
            self._drum(bars)
        unstated = "N" if len(self._tones) == before else "X"
        for slot in range(0, harmony.slots, harmony.every):
            self._chords.append((self._slot + slot, harmony.at(slot) if stated else unstated))
        self._sections.append((self._slot, name))
        self._slot += bars * self._metre.slots

    def played(self, name: str, beats: list[float], pickup: int) -> Piece:
        """Return the piece as notes in seconds."""
        rng, feel, part = self._rng, self._feel, self._metre.parts
        end = beats[-1] + rng.uniform(0.3, 2.0)
        piece = Piece(name, end, programs=self._programs)
        level = rng.uniform(0.6, 1.0)
        for channel in (*range(6), DRUMS):
            piece.volumes[channel] = round(rng.uniform(55, 120))

        def when(slot: float, channel: int) -> float:
            place = swung(slot / part, feel.swing, feel.swung) if part == 4 else slot / part
            human = rng.gauss(0.0, feel.human) if feel.human else 0.0
            return seconds(beats, place + pickup) + feel.late.get(channel, 0.0) + human

        for channel, tone in self._tones:
            start = when(tone.slot, channel)
            over = seconds(beats, (tone.slot + tone.length) / part + pickup)
            velocity = round(level * tone.velocity * rng.uniform(0.9, 1.0))
            piece.notes.append(Note(start, max(over - start, 0.05), tone.pitch, velocity, channel))
        for slot, drum, velocity in self._strokes:
            piece.notes.append(Note(when(slot, DRUMS), 0.1, drum, velocity, DRUMS))
        piece.notes = [note for note in piece.notes if note.start >= 0.0]
        self._annotate(piece, lambda slot: seconds(beats, slot / part + pickup))
        if self._metre.beats == 4 and 60.0 * (len(beats) - 1) / (beats[-1] - beats[0]) < self._style.brisk:
            beats = [seconds(beats, half / 2) for half in range(2 * len(beats) - 1)]
            pickup *= 2
        piece.beats = beats[:-1]
        piece.downbeats = beats[pickup:-1][:: self._metre.beats]
        return piece

    def _annotate(self, piece: Piece, when: Callable[[float], float]) -> None:
        """Say which chords, sections and keys a piece has, in seconds."""

        def spans(named: Sequence[tuple[int, str]]) -> list[Span]:
            edges = [when(slot) for slot, _ in named] + [when(self._slot)]
            return [Span(edges[k], edges[k + 1], name) for k, (_, name) in enumerate(named)]

        piece.key = self._keys[0][1].name
        piece.keys = spans([(slot, key.name) for slot, key in self._keys])
        piece.sections = spans(self._sections)
        piece.chords = spans([(slot, chord if isinstance(chord, str) else chord.label) for slot, chord in self._chords])

    def _add(self, channel: int, tones: list[Tone]) -> None:
        early = self._feel.early_chords if channel in (BASS, CHORDS, MORE_CHORDS, TUNE) else 0.0
        for tone in tones:
            new = early and tone.slot > 0 and tone.slot % self._every == 0 and self._slot + tone.slot > 0
            shift = early if new and (channel != TUNE or self._rng.random() < 0.5) else 0.0
            placed = Tone(self._slot + tone.slot - shift, tone.length + shift, tone.pitch, tone.velocity)
            self._tones.append((channel, placed))

    def _write_riff(self, harmony: Harmony, drums: bool) -> None:
        """Write one rhythm for bass, chords and, where there is a drummer, the bass drum."""
        rng, metre = self._rng, self._metre
        slots = rhythm(rng, metre, rng.choice((1, 1, 2)), rng.uniform(1.0, 3.0), self._syncopation)
        size = (max(slots) // metre.slots + 1) * metre.slots
        steps = {slot: rng.choice((0, 0, 0, 0, 1, 2, 6)) for slot in slots}
        for start in range(0, harmony.slots, size):
            for slot in slots:
                if start + slot >= harmony.slots:
                    break
                chord = harmony.at(start + slot)
                root = chord.key.pitch(chord.degree + steps[slot], 2)
                length = rng.choice((0.8, 1.8))
                velocity = rng.randint(85, 105) + round(10 * metre.weight(slot))
                self._add(BASS, [Tone(start + slot, length, root - 12 if root > 45 else root, velocity)])
                self._add(CHORDS, [Tone(start + slot, length, root + up, velocity) for up in (0, 7, 12)])
                if drums and rng.random() < 0.6:
                    self._strokes.append((self._slot + start + slot, KICK, velocity))

    def _drum(self, bars: int) -> None:
        drummer = self._rng.choice(self._drummers)
        pattern = drummer.section()
        phrase = self._rng.choice((4, 4, 8, 2))
        for bar in range(bars):
            first = bar % (2 * phrase) == 0
            for stroke in drummer.bar(pattern, first, bar % phrase == phrase - 1):
                self._strokes.append((self._slot + bar * self._metre.slots + stroke.slot, stroke.drum, stroke.velocity))


def _feel(rng: Random, style: Style) -> Feel:
    human = rng.choice(style.human)
    return Feel(
        swing=rng.choice(style.swing),
        swung=style.swung,
        human=human,
        late={channel: rng.gauss(0.0, 0.7 * human) for channel in (BASS, CHORDS, MORE_CHORDS, TUNE, SECOND, LINE)},
        early_chords=rng.choice((0.0, 0.0, 0.0, 1.0, 2.0)) if max(style.syncopation) > 0.5 else 0.0,
    )


def _log_uniform(rng: Random, low: float, high: float) -> float:
    return float(low * (high / low) ** rng.random())
