"""Ready-made playlists: typical of their genre, near to their mood, the same every time."""

from __future__ import annotations

from accord.recommend.genres import Genres
from accord.recommend.pool import Pool
from accord.recommend.ready_made import FEWEST, LENGTH, MOODS, ReadyMades
from tests.recommend.worlds import world

GENRES = Genres({"rock": "Rock", "rare": "Rare"})


def _rows(pool: Pool, track_ids: tuple[str, ...]) -> list[int]:
    return [pool.row_of[id_] for id_ in track_ids]


def test_a_genres_playlist_begins_with_what_is_most_typical() -> None:
    pool = world([-1.0, 0.1, 1.0, 0.0, 3.0], genres=["rock", "rock", "rock", "rock", "rare"])
    (made,) = ReadyMades(pool, GENRES).by_genre("rock")
    assert (made.name, made.category) == ("Rock", "rock")
    assert _rows(pool, made.track_ids)[:2] in ([3, 1], [1, 3])
    assert len(made.track_ids) == 4


def test_a_genre_of_too_few_tracks_has_none() -> None:
    pool = world([0.0] * FEWEST, genres=["rock"] * (FEWEST - 1) + ["rare"])
    assert list(ReadyMades(pool, GENRES).by_genre("rock")) == []
    assert list(ReadyMades(pool, GENRES).by_genre("polka")) == []


def test_a_mood_begins_with_what_comes_nearest() -> None:
    pool = world([0.0, 0.0], energy=[0.9, 0.1], valence=[0.8, 0.5], danceability=[0.8, 0.2])
    moods = {made.name: made for made in ReadyMades(pool, GENRES).by_mood()}
    assert moods.keys() == MOODS.keys()
    assert _rows(pool, moods["Awake"].track_ids) == [0, 1]


def test_one_recording_stands_once_and_the_list_ends() -> None:
    pool = world([0.0] * 120, recordings=[row // 2 * 2 for row in range(120)], genres=["rock"] * 120)
    (made,) = ReadyMades(pool, GENRES).by_genre("rock")
    assert len(made.track_ids) == len(set(made.track_ids)) == LENGTH
    assert all(row % 2 == 0 for row in _rows(pool, made.track_ids))


def test_they_are_found_by_id_and_stay_the_same() -> None:
    pool = world([0.0, 1.0, 2.0], genres=["rock"] * 3)
    first, again = ReadyMades(pool, GENRES), ReadyMades(pool, GENRES)
    for made in (*first.by_mood(), *first.by_genre("rock")):
        assert again.find(made.id) == made
    assert first.find("0" * 22) is None


def test_an_empty_library_has_none() -> None:
    pool = world([])
    assert list(ReadyMades(pool, Genres({})).by_mood()) == []
