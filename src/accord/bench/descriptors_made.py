"""Sounds that ``accord bench descriptors`` makes where no recording tells the truth: composed, mixed or narrowed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import soxr

from accord.bench.descriptors_music import SR, Made, Sound
from accord.demo.score import piece
from accord.demo.sound.crowd import applause, cheer, murmur
from accord.demo.sound.effects import room
from accord.demo.studio import render

TELEPHONE_SR = 8000
"""Hz; prompts come at this rate, so that music is brought to it too."""
JOINED, PAUSE = 20.0, 0.4
"""Seconds of prompts that make a speech, and between two of them."""
EDGE = 8.0
"""Seconds at the beginning and the end in which an audience claps."""
CLAPPING, LISTENING = (-12.0, -4.0), (-30.0, -22.0)
"""dB between which an audience lies against the music, while it claps and while it listens."""
HALL = (1.2, 2.2)
"""Seconds between which its hall dies away."""
WET = 0.35
"""Share of the hall's sound."""
COMPOSED = {
    "happy": ((126, 160), ("C major", "C | G | Am | F"), ("D major", "D | A | G | A"), ("F major", "F | Bb | C | F")),
    "sad": (
        (54, 72),
        ("A minor", "Am | F | C | E7"),
        ("D minor", "Dm | Gm | Bb | A7"),
        ("E minor", "Em | C | Am | B7"),
    ),
}
"""Tempo between which, and keys with chords; instruments and patterns are the same for both."""
TUNES, LEADS = ("a-c-b-c-", "c-b-a-b-", "abc-bca-"), ("piano", "guitar", "flute", "strings")


@dataclass(frozen=True, slots=True)
class Source:
    """A sound that is made or read when it is asked for."""

    name: str
    hear: Callable[[], Sound]


def make(made: Made, there: Mapping[str, Sequence[Source]]) -> list[Source]:
    """Return sounds of a made kind.

    Parameters
    ----------
    made : Made
        What to make.
    there : mapping of str to sequence of Source
        What there is of each kind to make it of.

    Returns
    -------
    list of Source
        At most as many as wanted; their names tell of what they are made.
    """
    given = [source for kind in made.of for source in there.get(kind, ())]
    if made.how in COMPOSED:
        return [Source(f"{made.how} {place}", partial(composed, made.how, place)) for place in range(made.most)]
    if made.how == "joined":
        parts = [given[place :: made.most] for place in range(made.most)] if given else []
        return [Source(f"prompts {place}", partial(joined, several)) for place, several in enumerate(parts)]
    if made.how == "spoken over":
        speech = there.get("speech", ())
        if not speech:
            return []
        pairs = [(source, speech[place % len(speech)]) for place, source in enumerate(_spread(made, there))]
        return [Source(f"{one.name} {made.how}", partial(spoken_over, one, other)) for one, other in pairs]
    change = {"telephone": by_telephone, "amid an audience": amid_an_audience}[made.how]
    return [Source(f"{source.name} {made.how}", partial(change, source)) for source in _spread(made, there)]


def composed(how: str, place: int) -> Sound:
    """Return half a minute of major and fast, or minor and slow, music."""
    rng = np.random.default_rng(place)
    (slow, fast), *keys = COMPOSED[how]
    key, chords = keys[place % len(keys)]
    tempo = round(rng.uniform(slow, fast))
    voices = {
        "lead": {"instrument": str(rng.choice(LEADS)), "register": "A4", "play": {"all": str(rng.choice(TUNES))}},
        "chords": {"instrument": str(rng.choice(LEADS)), "register": "A3", "play": {"all": "#---#---"}, "gain": -6},
        "bass": {"instrument": "upright bass", "register": "C2", "play": {"all": "1---5---"}},
    }
    written = {
        **dict.fromkeys(("title", "album"), how),
        "artists": [how],
        "genres": [how],
        "track": 1,
        "seed": place,
        "key": key,
        "meter": "4/4",
        "tempo": tempo,
        "form": ["all"] * max(1, round(30 * tempo / 960)),
        "sections": {"all": {"label": "A", "chords": chords}},
        "parts": voices,
    }
    return render(piece(f"{how} {place}", written))[0]


def joined(prompts: Sequence[Source]) -> Sound:
    """Return prompts one after the other, with pauses."""
    parts: list[Sound] = []
    for prompt in prompts:
        parts += [prompt.hear(), np.zeros((round(PAUSE * SR), 2), np.float32)]
        if sum(map(len, parts)) > JOINED * SR:
            break
    return np.concatenate(parts)


def by_telephone(source: Source) -> Sound:
    """Return a sound without what is above half of ``TELEPHONE_SR``."""
    return np.asarray(soxr.resample(soxr.resample(source.hear(), SR, TELEPHONE_SR), TELEPHONE_SR, SR), np.float32)


def spoken_over(music: Source, speech: Source) -> Sound:
    """Return music with a speaker as loud as it is, again and again."""
    y, said = music.hear(), speech.hear()
    said = np.resize(said, y.shape)
    return np.asarray(y + said * (_level(y) / max(_level(said), 1e-9)), np.float32)


def amid_an_audience(source: Source) -> Sound:
    """Return music in a hall, between clapping or cheering, with people below it."""
    y = source.hear()
    rng = np.random.default_rng(zlib.crc32(source.name.encode()))
    seconds = len(y) / SR
    clapping = _as_loud((applause, cheer)[int(rng.integers(2))](seconds, rng), len(y))
    talking = _as_loud(murmur(seconds, rng), len(y))
    edge = np.interp(
        np.arange(len(y)) / SR,
        [0.0, EDGE - 1.0, EDGE, seconds - EDGE, seconds - EDGE + 1.0, seconds],
        [1, 1, 0, 0, 1, 1],
    )
    loud, soft = (10.0 ** (rng.uniform(*span) / 20.0) for span in (CLAPPING, LISTENING))
    crowd = _level(y) * (loud * edge * clapping + soft * (talking + 0.5 * clapping))
    hall = room(np.ascontiguousarray(y.T), rng.uniform(*HALL), 0.45).T[: len(y)]
    return np.asarray((y + WET * hall) * (1.0 - 0.95 * edge[:, None]) + crowd[:, None], np.float32)


def _spread(made: Made, there: Mapping[str, Sequence[Source]]) -> list[Source]:
    """Return as many sources of each kind as will do."""
    each = -(-made.most // max(len(made.of), 1))
    return [source for kind in made.of for source in there.get(kind, ())[:each]][: made.most]


def _as_loud(y: Sound, n: int) -> Sound:
    y = np.resize(y, n)
    return np.asarray(y / max(_level(y), 1e-9))


def _level(y: Sound) -> float:
    return float(np.sqrt(np.mean(np.square(y, dtype=np.float64))))
