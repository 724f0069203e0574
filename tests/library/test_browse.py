"""Answers by id: in the order asked, whole, and in as many queries for fifty as for one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from accord.domain.entities import Cover
from accord.library.catalogue import Library
from tests.library.shelf import Shelf, sound


def _fill(shelf: Shelf, count: int) -> list[str]:
    for number in range(count):
        artist, album = f"Artist {number % 3}", f"Album {number % 5}"
        place = f"/m/{number % 5}/{number}.ogg"
        shelf.add(place, str(number), title=f"T{number}", artists=(artist, "Guest"), album=album, genres=("Rock",))
    return [sound(str(number)) for number in range(count)]


def test_answers_keep_the_order_and_leave_gaps(shelf: Shelf) -> None:
    ids = _fill(shelf, 4)
    asked = [ids[2], sound("nothing"), ids[0], ids[2], "", "x" * 5000]
    titles = [track and track.title for track in shelf.library.tracks(asked)]
    assert titles == ["T2", None, "T0", "T2", None, None]
    assert shelf.library.features_documents(asked)[:4] == [b"features 2 1", None, b"features 0 1", b"features 2 1"]
    artists = [artist.id for track in shelf.library.tracks(ids) if track for artist in track.artists]
    assert [artist and artist.id for artist in shelf.library.artists(artists)] == artists
    for ask in (shelf.library.tracks, shelf.library.artists, shelf.library.releases, shelf.library.features_documents):
        assert ask([]) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda library, ids: library.tracks(ids),
        lambda library, ids: library.artists([track.artists[0].id for track in library.tracks(ids)]),
        lambda library, ids: library.releases([track.release.id for track in library.tracks(ids)]),
        lambda library, ids: library.features_documents(ids),
    ],
    ids=["tracks", "artists", "releases", "features"],
)
def test_queries_do_not_grow_with_the_ids(shelf: Shelf, ask: Callable[[Library, list[str]], object]) -> None:
    ids = _fill(shelf, 20)
    asked: list[str] = []
    event.listen(shelf.library.store.reader, "before_cursor_execute", lambda *call: asked.append(call[2]))
    ask(shelf.library, ids[:1])
    few = len(asked)
    ask(shelf.library, ids)
    assert len(asked) == 2 * few


def test_tracks_of_a_release_stand_in_its_order(shelf: Shelf) -> None:
    tags = {"album": "Z", "artists": ("A",)}
    shelf.add("/m/b.ogg", "late", title="late", disc_number=2, track_number=1, **tags)
    shelf.add("/m/a.ogg", "unnumbered", title="unnumbered", **tags)
    shelf.add("/m/d.ogg", "second", title="second", disc_number=1, track_number=2, **tags)
    shelf.add("/m/c.ogg", "first", title="first", track_number=1, **tags)
    release = shelf.track("first").release
    page = shelf.library.release_tracks(release.id, 50, 0)
    assert [track.title for track in page.items] == ["first", "second", "unnumbered", "late"]
    middle = shelf.library.release_tracks(release.id, 2, 1)
    assert ([track.title for track in middle.items], middle.total) == (["second", "unnumbered"], 4)
    assert shelf.library.release_tracks(sound("nothing"), 50, 0).items == []


def test_one_sound_on_two_releases_is_listed_on_both_as_each_has_it(shelf: Shelf) -> None:
    shelf.add("/m/album/1.ogg", "x", title="Song", artists=("A",), album="Album", track_number=7, date="1990")
    shelf.add("/m/best/1.ogg", "x", title="Song (Best)", artists=("A",), album="Best of", track_number=1)
    shelf.add("/m/best/copy.ogg", "x", title="Song (Best)", artists=("A",), album="Best of")
    assert shelf.titles("best") == [], "the track's words are those of the file that speaks"
    found = shelf.library.search("best of", "release", 1, 0).items[0]
    page = shelf.library.release_tracks(found.id, 50, 0)
    assert [(track.id, track.title, track.release.title) for track in page.items] == [
        (sound("x"), "Song (Best)", "Best of")
    ]
    assert page.total == found.total_tracks == 1
    assert shelf.track("x").release.title == "Album"


def test_popularity_is_presence_relative_to_the_most_present(shelf: Shelf) -> None:
    for number in range(4):
        shelf.add(f"/m/{number}.ogg", str(number), artists=("Many",), album="M")
    shelf.add("/m/solo.ogg", "solo", artists=("One",), album="O")
    many, one = shelf.track("0"), shelf.track("solo")
    artists = shelf.library.artists([many.artists[0].id, one.artists[0].id])
    assert [artist and artist.popularity for artist in artists] == [100, 25]
    assert (many.popularity, one.popularity) == (100, 25)
    releases = shelf.library.releases([many.release.id, one.release.id])
    assert [release and release.popularity for release in releases] == [100, 25]


def test_an_artist_is_pictured_by_the_earliest_release_with_a_cover(shelf: Shelf) -> None:
    for number, (date, picture) in enumerate(
        [("2001", b"late"), ("1990", b"early"), ("1980", None), (None, b"undated")]
    ):
        cover = Cover("image/png", picture) if picture else None
        shelf.add(f"/m/{number}.ogg", str(number), artists=("A",), album=f"Z{number}", date=date, cover=cover)
    artist = shelf.library.artists([shelf.track("0").artists[0].id])[0]
    assert artist is not None
    assert shelf.library.cover(artist.cover_id or "") == Cover("image/png", b"early")


def test_genres_of_an_artist_are_the_commonest_of_the_files(shelf: Shelf) -> None:
    for number in range(3):
        genres = ("Jazz", *(f"Genre {number}{letter}" for letter in "abc"))
        shelf.add(f"/m/{number}.ogg", str(number), artists=("A",), album="Z", genres=genres)
    artist = shelf.library.artists([shelf.track("0").artists[0].id])[0]
    assert artist is not None
    assert artist.genres == ("Jazz", "Genre 0a", "Genre 1a", "Genre 2a", "Genre 0b")


def test_some_tracks_to_try_are_analysed_and_always_the_same(shelf: Shelf) -> None:
    ids = _fill(shelf, 6)
    shelf.library.forget_missing(Path("/m/3"), set())
    tries = shelf.library.any_tracks(3)
    assert tries == shelf.library.any_tracks(50)[:3]
    assert {track.id for track in shelf.library.any_tracks(50)} == set(ids) - {sound("3")}


def test_counts(shelf: Shelf) -> None:
    _fill(shelf, 7)
    shelf.add("/copy.ogg", "0", artists=("Artist 0",), duration=60.0)
    counts = shelf.library.counts()
    assert (counts.tracks, counts.files, counts.analyses, counts.genres) == (7, 8, 7, 1)
    assert counts.seconds == 7 * 60.0
    assert (counts.artists, counts.releases) == (4, 6)
