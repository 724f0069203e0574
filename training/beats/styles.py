"""Kinds of music, each as the choices from which a piece of it is made."""

from __future__ import annotations

from dataclasses import dataclass

PIANO, ORGAN, ACOUSTIC, CLEAN, DRIVEN = (0, 1, 2, 4, 5), (16, 17, 18, 19, 21), (24, 25, 105), (26, 27, 28), (29, 30)
ACOUSTIC_BASS, ELECTRIC_BASS, SYNTH_BASS = (32,), (33, 34, 35, 36), (38, 39, 87)
MALLETS, STRINGS, ENSEMBLE, CHOIR = (8, 9, 11, 12, 13, 46), (40, 41, 42), (48, 49, 44), (52, 53, 54)
BRASS, REEDS, PIPES, LEADS, PADS = (
    (56, 57, 60, 61),
    (64, 65, 66, 67, 68, 71),
    (72, 73, 74, 75),
    (80, 81, 82),
    (88, 89, 90, 94, 95),
)
SYNTHS, FOLK, PLUCKED = (62, 63, 50, 51, 81, 98), (21, 22, 105, 110, 109, 72), (6, 7, 45, 104, 106, 107, 108)
SINGERS = (*CHOIR, *REEDS, *LEADS, 73, 22, 40, 85)
"""Programs that carry a tune as a voice would."""


@dataclass(frozen=True, slots=True)
class Style:
    """The choices of a kind of music; each piece draws one of each."""

    weight: float
    """How often it is composed."""
    metres: tuple[str, ...]
    tempo: tuple[float, float]
    """BPM as people tap it."""
    harmony: str
    """Of ``chords.LOOPS``."""
    drums: tuple[str, ...] = ()
    """Of ``drums.PATTERNS``; none: no drummer."""
    basses: tuple[str, ...] = ("roots", "own")
    comps: tuple[str, ...] = ("held", "own")
    bass: tuple[int, ...] = ELECTRIC_BASS
    """General MIDI programs."""
    chords: tuple[int, ...] = (*PIANO, *CLEAN)
    tune: tuple[int, ...] = SINGERS
    size: tuple[int, ...] = (3,)
    """Notes of a chord."""
    swing: tuple[float, ...] = (0.0,)
    swung: int = 2
    """2: eighths are swung; 4: sixteenths."""
    syncopation: tuple[float, float] = (0.1, 0.7)
    density: tuple[float, float] = (0.7, 1.8)
    """Of the tune: notes a beat."""
    human: tuple[float, ...] = (0.0, 0.004, 0.01)
    """Seconds by which notes miss their time."""
    drift: tuple[float, ...] = (0.0, 0.0, 0.004)
    rubato: tuple[float, ...] = (0.0,)
    running: float = 0.0
    """Chance of an unbroken line of equal notes."""
    riff: float = 0.0
    """Chance that bass, chords and bass drum share one rhythm."""
    brisk: float = 0.0
    """BPM; where bars have four beats, a slower beat is felt twice as fast."""


STYLES: dict[str, Style] = {
    "rock": Style(
        8, ("4/4",), (80, 180), "rock", drums=("rock", "rock", "rock", "half time", "punk"), basses=("eighths", "roots",
        "own", "syncopated"), comps=("quarters", "eighths", "syncopated", "held", "own", "broken"), chords=(*DRIVEN,
        *DRIVEN, *CLEAN, 18), size=(2, 3), drift=(0.0, 0.004, 0.008), riff=0.3
    ),
    "metal": Style(
        8, ("4/4", "4/4", "4/4", "4/4", "3/4", "7/4"), (80, 210), "rock", drums=("metal", "metal", "rock", "half time"),
        basses=("sixteenths", "eighths", "own"), comps=("gallop", "eighths", "own", "held", "syncopated"),
        chords=DRIVEN, tune=(30, 29, *CHOIR, 81), size=(2,), syncopation=(0.2, 0.9), running=0.3, riff=0.6,
        brisk=105.0
    ),
    "punk": Style(
        2, ("4/4",), (140, 215), "rock", drums=("punk", "rock"), basses=("eighths",), comps=("eighths", "quarters"),
        chords=DRIVEN, size=(2, 3)
    ),
    "slow rock": Style(
        4, ("4/4",), (56, 86), "rock", drums=("rock", "slow", "slow", "funk"), basses=("eighths", "roots", "own",
        "syncopated"), comps=("quarters", "eighths", "held", "broken", "own"), chords=(*DRIVEN, *CLEAN, *PIANO, 18),
        size=(2, 3), drift=(0.0, 0.004, 0.008), density=(1.0, 2.5), riff=0.15
    ),
    "fast rock": Style(
        4, ("4/4",), (150, 198), "rock", drums=("rock", "rock", "alike"), basses=("eighths", "roots", "own",
        "walking"), comps=("quarters", "eighths", "held", "offbeat", "own"), chords=(*DRIVEN, *CLEAN, *PIANO, 18),
        size=(2, 3), density=(0.4, 1.2), drift=(0.0, 0.004, 0.008), riff=0.2
    ),
    "alike": Style(
        6, ("4/4",), (75, 170), "pop", drums=("alike",), basses=("eighths", "roots", "fifths", "octaves", "offbeat"),
        comps=("held", "quarters", "eighths", "broken", "boom-chick", "offbeat"), bass=(*ELECTRIC_BASS, *SYNTH_BASS,
        *ACOUSTIC_BASS), chords=(*PIANO, *CLEAN, *ACOUSTIC, *PADS, *ENSEMBLE, *SYNTHS), drift=(0.0, 0.0, 0.004)
    ),
    "pop": Style(
        8, ("4/4",), (70, 135), "pop", drums=("rock", "rock", "house", "hip-hop", "half time"), basses=("roots",
        "eighths", "syncopated", "own"), comps=("held", "quarters", "broken", "syncopated", "own", "offbeat"),
        chords=(*PIANO, *ACOUSTIC, *CLEAN, *PADS), syncopation=(0.2, 0.8)
    ),
    "ballad": Style(
        3, ("4/4", "4/4", "12/8", "6/8", "3/4"), (50, 90), "pop", drums=("rock", "half time", "shuffle"),
        basses=("roots", "fifths"), comps=("held", "broken", "quarters"), chords=(*PIANO, *ACOUSTIC, *ENSEMBLE),
        drift=(0.002, 0.01), rubato=(0.0, 0.02)
    ),
    "slow ballad": Style(
        4, ("4/4", "4/4", "6/8", "12/8", "3/4"), (50, 78), "pop", drums=("slow", "rock", "half time", "shuffle"),
        basses=("roots", "fifths", "own"), comps=("held", "broken", "broken", "quarters", "eighths"), chords=(*PIANO,
        *ACOUSTIC, *ENSEMBLE, *PADS), drift=(0.0, 0.004, 0.01), rubato=(0.0, 0.02), density=(1.0, 2.5)
    ),
    "swaying": Style(
        6, ("6/8", "6/8", "12/8"), (40, 84), "pop", drums=("shuffle",), basses=("roots", "fifths", "own"),
        comps=("broken", "broken", "held", "own", "quarters", "after-beats"), bass=(*ACOUSTIC_BASS, *ELECTRIC_BASS, 42),
        chords=(*PIANO, *ACOUSTIC, *MALLETS, *FOLK, *ENSEMBLE, 46), tune=(*SINGERS, *STRINGS, *PIPES, 46), density=(1.0,
        2.6), syncopation=(0.0, 0.6), running=0.4, drift=(0.0, 0.004, 0.01), rubato=(0.0, 0.0, 0.03)
    ),
    "house": Style(
        4, ("4/4",), (115, 140), "vamp", drums=("house",), basses=("offbeat", "eighths", "octaves", "syncopated",
        "own"), comps=("offbeat", "syncopated", "held", "own"), bass=SYNTH_BASS, chords=(*PADS, *SYNTHS, *PIANO),
        tune=(*LEADS, *SYNTHS), human=(0.0,), running=0.4, size=(3, 4)
    ),
    "techno": Style(
        3, ("4/4",), (120, 155), "vamp", drums=("house",), basses=("sixteenths", "offbeat", "own"), comps=("own",
        "syncopated"), bass=SYNTH_BASS, chords=SYNTHS, tune=SYNTHS, human=(0.0,), running=0.6
    ),
    "breaks": Style(
        4, ("4/4",), (125, 180), "vamp", drums=("breaks",), basses=("roots", "own", "dub"), comps=("held", "own",
        "syncopated"), bass=SYNTH_BASS, chords=(*PADS, *SYNTHS, 4), tune=(*LEADS, *SYNTHS), human=(0.0, 0.004), size=(3,
        4)
    ),
    "hip-hop": Style(
        4, ("4/4",), (70, 108), "vamp", drums=("hip-hop", "hip-hop", "breaks"), basses=("own", "roots", "syncopated"),
        comps=("own", "held", "syncopated", "backbeat"), chords=(*PIANO, *CLEAN, 44, 11), size=(3, 4), swing=(0.0, 0.05,
        0.1), swung=4, human=(0.0, 0.008, 0.015)
    ),
    "funk": Style(
        4, ("4/4",), (85, 125), "vamp", drums=("funk",), basses=("syncopated", "own", "octaves"), comps=("scratch",
        "own", "syncopated"), chords=(27, 28, 7, 4, 16), tune=(*BRASS, *REEDS), size=(4, 3), swing=(0.0, 0.0, 0.06),
        swung=4, syncopation=(0.4, 0.9), riff=0.2
    ),
    "disco": Style(
        2, ("4/4",), (105, 130), "pop", drums=("house",), basses=("octaves", "syncopated"), comps=("scratch", "held",
        "offbeat"), chords=(27, 28, 48, 4), size=(3, 4)
    ),
    "reggae": Style(
        4, ("4/4",), (62, 100), "pop", drums=("reggae",), basses=("dub", "own"), comps=("offbeat", "offbeat",
        "backbeat"), chords=(27, 28, 16, 17, 4), swing=(0.0, 0.1, 0.166)
    ),
    "ska": Style(
        2, ("4/4",), (110, 170), "pop", drums=("ska",), basses=("walking", "eighths"), comps=("offbeat",), chords=(27,
        28, 16, 61), tune=(*BRASS, *REEDS)
    ),
    "swing": Style(
        5, ("12/8",), (90, 230), "jazz", drums=("swing",), basses=("walking", "walking", "own"), comps=("charleston",
        "own", "quarters", "backbeat"), bass=ACOUSTIC_BASS, chords=(0, 26, 11, 16), tune=(*BRASS, *REEDS, 0, 11),
        size=(4, 4, 5), syncopation=(0.3, 0.9), human=(0.004, 0.01, 0.015), drift=(0.0, 0.004, 0.008)
    ),
    "jazz waltz": Style(
        1.5, ("9/8",), (110, 190), "jazz", drums=("swing", "shuffle"), basses=("roots", "walking"), comps=("own",
        "after-beats"), bass=ACOUSTIC_BASS, chords=(0, 26, 11), tune=(*BRASS, *REEDS, 0), size=(4, 5)
    ),
    "blues": Style(
        4, ("12/8", "12/8", "4/4"), (60, 150), "blues", drums=("shuffle", "swing", "rock"), basses=("walking", "own",
        "roots"), comps=("own", "quarters", "held", "backbeat"), chords=(0, 16, 26, 27, 29), tune=(27, 29, 22, *REEDS),
        size=(4, 3), drift=(0.0, 0.004, 0.01)
    ),
    "bossa": Style(
        3, ("4/4",), (100, 165), "jazz", drums=("bossa",), basses=("bossa", "fifths"), comps=("syncopated", "own",
        "charleston"), bass=ACOUSTIC_BASS, chords=(24, 0, 4), tune=(73, 65, 66, 0, 24), size=(4, 5), syncopation=(0.3,
        0.9)
    ),
    "latin": Style(
        4, ("4/4",), (85, 200), "vamp", drums=("latin",), basses=("tumbao", "syncopated", "fifths"), comps=("montuno",
        "syncopated"), bass=(*ACOUSTIC_BASS, *ELECTRIC_BASS), chords=(0, 24, 61), tune=(*BRASS, 73, 13), size=(3, 4),
        syncopation=(0.3, 0.9)
    ),
    "country": Style(
        3, ("4/4", "4/4", "3/4"), (90, 200), "pop", drums=("train", "rock", "alike"), basses=("fifths", "roots",
        "walking"), comps=("boom-chick", "after-beats", "own"), chords=(*ACOUSTIC, 0), tune=(*ACOUSTIC, 40, 22, 25),
        running=0.3
    ),
    "waltz": Style(
        5, ("3/4",), (80, 200), "classical", drums=("rock",), basses=("roots", "roots"), comps=("after-beats",
        "broken"), bass=(*ACOUSTIC_BASS, 42, 58), chords=(*PIANO, *ENSEMBLE, 21, 24, 45), tune=(*STRINGS, *PIPES,
        *REEDS, 0, 21, 48), drift=(0.0, 0.01), rubato=(0.0, 0.0, 0.05)
    ),
    "march": Style(
        4, ("4/4", "4/4", "4/4", "2/4", "6/8"), (90, 140), "classical", drums=("march", "alike"), basses=("fifths",
        "roots"), comps=("offbeat", "after-beats"), bass=(58, 32, 57), chords=(*BRASS, *REEDS), tune=(*BRASS,
        *PIPES, 71), drift=(0.0, 0.004)
    ),
    "polka": Style(
        3, ("2/4", "4/4", "4/4"), (90, 150), "classical", drums=("march", "train"), basses=("fifths",),
        comps=("offbeat", "after-beats"), bass=(58, 32), chords=(21, 22, 0, 24), tune=(21, 71, 56, 40, 73),
        density=(1.2, 2.5)
    ),
    "ragtime": Style(
        3, ("2/4", "4/4"), (65, 130), "classical", drums=(), basses=(), comps=("after-beats",), chords=(0, 3), tune=(0,
        3), syncopation=(0.4, 0.9), density=(2.0, 3.2), drift=(0.0, 0.006)
    ),
    "jig": Style(
        3, ("6/8", "9/8"), (90, 145), "pop", drums=("march",), basses=("roots",), comps=("own", "quarters", "held"),
        bass=ACOUSTIC_BASS, chords=(*FOLK, 24, 25), tune=FOLK, density=(2.4, 3.0), running=0.6
    ),
    "reel": Style(
        3, ("4/4",), (90, 130), "pop", drums=("train", "march"), basses=("roots",), comps=("quarters",
        "boom-chick", "held"), bass=ACOUSTIC_BASS, chords=(*FOLK, 24, 25), tune=FOLK, density=(2.5, 3.8), running=0.6
    ),
    "odd": Style(
        4, ("5/4", "7/4", "6/4"), (80, 190), "rock", drums=("rock",), basses=("own", "eighths"), comps=("own", "held",
        "broken"), chords=(*PIANO, *CLEAN, *DRIVEN, *PADS), riff=0.4
    ),
    "game": Style(
        6, ("4/4", "4/4", "3/4", "6/4"), (60, 180), "rock", drums=("rock", "house", "march", "breaks", "latin"),
        basses=("own", "eighths", "roots", "octaves", "sixteenths"), comps=("own", "held", "broken", "eighths",
        "offbeat"), bass=(*ELECTRIC_BASS, *SYNTH_BASS, *ENSEMBLE), chords=(*ENSEMBLE, *MALLETS, *PADS, *SYNTHS,
        *PLUCKED), human=(0.0,), running=0.3
    ),
    "strings": Style(
        4, ("4/4", "4/4", "3/4", "6/8"), (60, 160), "classical", drums=(), basses=("roots", "eighths", "fifths"),
        comps=("eighths", "offbeat", "broken", "held", "quarters"), bass=(42, 43, 48), chords=(*ENSEMBLE, *STRINGS, 45),
        tune=(*STRINGS, *PIPES, *REEDS, 60), drift=(0.0, 0.01, 0.02), rubato=(0.0, 0.03, 0.06), syncopation=(0.0, 0.4),
        running=0.3
    ),
    "piano": Style(
        5, ("4/4", "4/4", "3/4", "6/8", "12/8"), (50, 160), "classical", drums=(), basses=(), comps=("broken",
        "after-beats", "held", "own"), chords=(0, 0, 1, 6), tune=(0, 0, 1, 6), drift=(0.0, 0.01, 0.02, 0.03),
        rubato=(0.0, 0.05, 0.1), running=0.3, density=(0.7, 2.5), human=(0.0, 0.008, 0.02)
    ),
    "baroque": Style(
        4, ("4/4", "3/4", "6/8"), (55, 120), "classical", drums=(), basses=("walking", "eighths"), comps=("held",
        "quarters", "broken"), bass=(42, 6, 19, 70), chords=(6, 19, 48), tune=(40, 68, 73, 74, 6, 19), running=0.8,
        density=(1.5, 3.0), syncopation=(0.0, 0.3), drift=(0.0, 0.006)
    ),
    "guitar": Style(
        3, ("4/4", "3/4", "6/8"), (60, 140), "pop", drums=(), basses=("roots",), comps=("broken", "own", "boom-chick"),
        bass=ACOUSTIC_BASS, chords=ACOUSTIC, tune=(24, 25, *PIPES), drift=(0.0, 0.01), rubato=(0.0, 0.03)
    ),
    "solo": Style(
        3, ("4/4", "4/4", "3/4", "6/8"), (55, 150), "classical", drums=(), basses=(), comps=(), tune=(*STRINGS, *PIPES,
        *REEDS, *BRASS, 24), density=(1.0, 3.0), drift=(0.0, 0.01, 0.02), rubato=(0.0, 0.04), running=0.4,
        syncopation=(0.0, 0.5)
    ),
    "pads": Style(
        3, ("4/4", "3/4"), (55, 110), "pop", drums=(), basses=("roots",), comps=("held", "broken"), bass=SYNTH_BASS,
        chords=PADS, tune=(*PADS, *PIPES, *MALLETS), density=(0.3, 1.0)
    ),
    "chorale": Style(
        6, ("4/4", "3/4"), (55, 125), "classical", chords=(19, 48, 52, 0, 60, 16, 68, 53, 20, 61, 73)
    ),
    "none": Style(
        5, ("4/4",), (60, 120), "classical"
    ),
}  # fmt: skip
"""By name. ``chorale`` and ``none`` (music and noise without a beat) have composers of their own."""
