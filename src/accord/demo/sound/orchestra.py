"""The table of instruments: the name that a piece calls, the function that sounds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from accord.demo.sound import blown_and_bowed, drums, keys, plucked, synths
from accord.demo.sound.oscillators import Audio

Instrument = Callable[[float, float, float, np.random.Generator], Audio]
"""Frequency in Hz, duration in seconds, velocity in 0 to 1, source of randomness -> samples of shape (n,)."""

PITCHED: dict[str, Instrument] = {
    "piano": keys.piano,
    "electric piano": keys.electric_piano,
    "organ": keys.organ,
    "accordion": keys.accordion,
    "vibraphone": keys.vibraphone,
    "music box": keys.music_box,
    "guitar": plucked.guitar,
    "nylon guitar": plucked.nylon,
    "electric guitar": plucked.electric_guitar,
    "harp": plucked.harp,
    "upright bass": plucked.upright_bass,
    "electric bass": plucked.electric_bass,
    "strings": blown_and_bowed.strings,
    "staccato strings": blown_and_bowed.staccato,
    "cello": blown_and_bowed.cello,
    "flute": blown_and_bowed.flute,
    "supersaw": synths.supersaw,
    "pad": synths.pad,
    "pluck": synths.pluck,
    "lead": synths.lead,
    "saw bass": synths.saw_bass,
    "growl bass": synths.growl_bass,
    "sub bass": synths.sub_bass,
    "bell": synths.fm_bell,
}

DRUMS: dict[str, Instrument] = {
    "kick": drums.kick,
    "deep kick": drums.deep_kick,
    "club kick": drums.club_kick,
    "snare": drums.snare,
    "brush": drums.brush,
    "rim": drums.rim,
    "clap": drums.clap,
    "hat": drums.hat,
    "open hat": drums.open_hat,
    "ride": drums.ride,
    "crash": drums.crash,
    "tom": drums.tom,
    "shaker": drums.shaker,
    "tambourine": drums.tambourine,
}

SINGER = "singer"
SPEAKER = "speaker"
CROWD = "crowd"

ELECTRONIC = frozenset(
    {"supersaw", "pad", "pluck", "lead", "saw bass", "growl bass", "sub bass", "bell", "deep kick", "club kick", "clap"}
)
"""Instruments that no wood, string or skin suggests."""
