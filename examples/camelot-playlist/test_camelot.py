"""The wheel as DJs know it, and orders that are known to be best."""

from __future__ import annotations

from itertools import permutations

import pytest

from camelot import UNKNOWN, Track, arrange, cost, number, steps, stretch, total

NAMES = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]
MAJOR = dict(zip(NAMES, (8, 3, 10, 5, 12, 7, 2, 9, 4, 11, 6, 1), strict=True))
MINOR = dict(zip(NAMES, (5, 12, 7, 2, 9, 4, 11, 6, 1, 8, 3, 10), strict=True))


def track(key: int | None, tempo: float = 120.0, major: bool = True, uri: str = "") -> Track:
    return Track(uri, "", tempo, key, major)


@pytest.mark.parametrize(("names", "major"), [(MAJOR, True), (MINOR, False)])
def test_every_key_has_its_hour(names: dict[str, int], major: bool) -> None:
    assert {name: number(key, major) for key, name in enumerate(NAMES)} == names


def test_keys_are_written_as_on_the_wheel() -> None:
    assert [track(0).camelot, track(9, major=False).camelot, track(None).camelot] == ["8B", "8A", "?"]


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        (track(0), track(0), 0),
        (track(0), track(7), 1),  # a fifth up
        (track(0), track(5), 1),  # a fifth down
        (track(0), track(9, major=False), 1),  # the relative minor
        (track(4), track(11), 1),  # across twelve o'clock
        (track(0), track(6), 6),  # a tritone
        (track(0), track(0, major=False), 4),  # the minor of the same tonic
        (track(0), track(None), UNKNOWN),
    ],
)
def test_steps(one: Track, other: Track, far: float) -> None:
    assert steps(one, other) == steps(other, one) == far


def test_half_and_double_tempo_are_the_same_beat() -> None:
    assert stretch(track(0, 70), track(0, 140)) == 0
    assert stretch(track(0, 100), track(0, 106)) == pytest.approx(6)
    assert stretch(track(0, 140), track(0, 74.2)) == pytest.approx(6)
    assert cost(track(0, 100), track(0, 106)) == pytest.approx(cost(track(0, 100), track(7, 100)))


def test_a_short_list_comes_out_as_well_as_can_be() -> None:
    tracks = [track(key, tempo, uri=f"{key}") for key, tempo in [(0, 128), (7, 126), (6, 124), (2, 90), (1, 123)]]
    order = arrange(tracks)
    assert sorted(order, key=tracks.index) == tracks
    assert order[0].tempo == 90
    best = min(total(one) for one in permutations(tracks) if one[0] is order[0])
    assert total(order) == pytest.approx(best)


def test_the_order_does_not_depend_on_how_the_tracks_came() -> None:
    tracks = [track(key % 12, 100 + 7 * key % 40, key % 2 == 0, uri=f"{key:02}") for key in range(30)]
    assert arrange(tracks) == arrange(tracks[::-1])
    assert total(arrange(tracks)) < total(tracks) / 2


@pytest.mark.parametrize("tracks", [[], [track(0)]])
def test_there_may_be_nothing_to_sort(tracks: list[Track]) -> None:
    assert arrange(tracks) == tracks
