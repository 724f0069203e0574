"""Verdicts: one row a program, one column a metric, and what was heard where it was wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from accord.bench.hearing import Heard
from accord.bench.program import ACCORD, PEERS
from accord.bench.truth import Music
from accord.bench.verdicts import Judged, judge, lead_table, piece_table, problems, set_table

BEATS = [0.5 * k for k in range(60)]
PIECES = [
    Music("One", Path("1.ogg"), beats=BEATS, tempo=120.0, key="C major"),
    Music("Two", Path("2.ogg"), tempo=90.0),
]
HEARD = [
    Heard({"beats": BEATS, "tempo": 120.0, "key": "A minor"}),
    Heard({"beats": [], "tempo": 180.0, "key": "C major"}),
]


@pytest.fixture
def own() -> Judged:
    full = [Heard({**(one.estimates or {}), "downbeats": [], "meter": 4, "boundaries": []}) for one in HEARD]
    return judge(ACCORD, "1.0", PIECES, full)


def test_a_set_has_means_counts_and_dashes(own: Judged) -> None:
    failed = [Heard({"beats": BEATS[::2], "tempo": 60.0}), Heard(None, "librosa could not use 2.ogg: no.")]
    peer = judge(PEERS["librosa"], "0.11", PIECES, failed)
    assert set_table([own, peer]).splitlines() == [
        (
            "|  | beats F (1) | beats CMLt (1) | beats AMLt (1) | tempo Acc1 (2) | tempo Acc2 (2) | key exact (1) "
            "| key weighted (1) |"
        ),
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| Accord 1.0 | 1.000 | 1.000 | 1.000 | 1 of 2 | 2 of 2 | 0 of 1 | 0.300 |",
        "| librosa 0.11 | 0.667 | 0.000 | 1.000 | 0 of 2 | 1 of 2 | – | – |",
    ]
    assert problems([own, peer]) == ["librosa could not use 2.ogg: no."]


def test_a_piece_says_what_was_heard_instead_of_what(own: Judged) -> None:
    rows = piece_table(PIECES, own).splitlines()
    assert rows[2] == "| One | 1.000 | 1.000 | 1.000 | right | right | A minor, not C major | 0.300 |"
    assert rows[3] == "| Two |  |  |  | 180.0, not 90.0 | right |  |  |"


def test_the_lead_over_a_peer_is_paired_and_says_where_it_is_sure() -> None:
    pieces = [Music(str(k), Path(f"{k}.ogg"), tempo=100.0) for k in range(12)]
    full = {"beats": [], "downbeats": [], "key": "C major", "meter": 4, "boundaries": []}
    own = judge(ACCORD, "1.0", pieces, [Heard({**full, "tempo": 100.0})] * 12)
    slow = [Heard({"beats": [], "tempo": 100.0 if k < 4 else 70.0}) for k in range(12)]
    worse = judge(PEERS["librosa"], "0.11", pieces, slow)
    same = judge(PEERS["bliss"], "0.2", pieces, [Heard({"tempo": 100.0})] * 12)
    lines = lead_table([own, worse, same]).splitlines()
    assert lines[0] == "| Accord before | tempo Acc1 | tempo Acc2 |"
    assert lines[2].startswith("| librosa | **+0.667 (+0.")
    assert lines[3] == "| bliss-audio | +0.000 (+0.000 to +0.000) | +0.000 (+0.000 to +0.000) |"
    assert lead_table([own]) == ""
