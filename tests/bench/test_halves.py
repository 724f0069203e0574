"""Which half a piece belongs to."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from accord.bench.halves import half, of_half
from accord.bench.truth import Music

NAMES = [f"piece {number}" for number in range(1000)]
GOLDEN = ["report", "report", "report", "tune"]


def test_a_piece_stays_in_its_half_for_good() -> None:
    assert [half(name) for name in ("freedoom1_d_e1m1", "m21_bach_bwv253", "feelings", "war_of_freedom")] == GOLDEN


@given(st.from_regex(r"[A-Za-z0-9_]{1,20}", fullmatch=True))
def test_folder_and_ending_do_not_count(stem: str) -> None:
    assert half(f"/music/{stem}.7.mid") == half(f"rendered/{stem}.7.flac") == half(f"{stem}.7")


def test_the_halves_are_about_equal() -> None:
    assert 450 < sum(half(name) == "tune" for name in NAMES) < 550


def test_every_piece_is_in_one_half() -> None:
    pieces = [Music(name, Path(f"{name}.ogg")) for name in NAMES[:50]]
    tune, report = of_half(pieces, "tune"), of_half(pieces, "report")
    assert sorted(piece.title for piece in (*tune, *report)) == sorted(NAMES[:50])
    assert {half(piece.title) for piece in tune} == {"tune"}
