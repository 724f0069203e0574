"""Searches find what people mean, best first, and no text whatever breaks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.library.search import MOST_WORDS, expression, found
from tests.library.shelf import Shelf


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Five tracks of three artists."""
    with open_library(Settings(home=tmp_path_factory.mktemp("home"))) as library:
        shelf = Shelf(library)
        shelf.add("/1.ogg", "1", title="Yellow", artists=("Coldplay",), album="Parachutes", genres=("Rock",))
        shelf.add(
            "/2.ogg", "2", title="Blue in Green", artists=("Miles Davis",), album="Kind of Blue", genres=("Jazz",)
        )
        shelf.add("/3.ogg", "3", title="Blue", artists=("Joni Mitchell",), album="Blue", genres=("Folk Rock",))
        shelf.add("/4.ogg", "4", title="Carey", artists=("Joni Mitchell",), album="Blue", genres=("Folk Rock",))
        shelf.add("/5.ogg", "5", title="Jóga", artists=("Björk", "Miles Away"), album="Homogenic")
        yield shelf


@pytest.fixture(scope="module")
def db(music: Shelf) -> Iterator[Connection]:
    """A connection to the library of ``music``."""
    with music.library.store.reading() as connection:
        yield connection


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("yellow", ["Yellow"]),
        ("YELLOW coldplay", ["Yellow"]),
        ("coldplay yellow parachutes rock", ["Yellow"]),
        ("yel", ["Yellow"]),
        ("joga bjork", ["Jóga"]),
        ("JÓGA BJÖRK", ["Jóga"]),
        ("yel coldplay", []),
        ('"blue in green"', ["Blue in Green"]),
        ('"green in blue"', []),
        ('"blue in gre"', []),
        ('"blue in green', ["Blue in Green"]),
        ("artist:miles", ["Jóga", "Blue in Green"]),
        ('artist:"miles davis"', ["Blue in Green"]),
        ("track:Doxy artist:Miles", []),
        ("track:blue artist:Miles Davis", ["Blue in Green"]),
        ("track:blue", ["Blue", "Blue in Green"]),
        ('ALBUM:"kind of blue"', ["Blue in Green"]),
        ("genre:rock", ["Carey", "Yellow", "Blue"]),
        ("!!! yellow ???", ["Yellow"]),
        ("blue NOT green", []),
        ("", []),
        ("***", []),
        ("artist:", []),
    ],
)
def test_what_a_search_finds(music: Shelf, query: str, titles: list[str]) -> None:
    assert sorted(music.titles(query)) == sorted(titles)


def test_a_title_counts_more_than_an_artist_and_that_more_than_an_album(music: Shelf) -> None:
    assert music.titles("blue") == ["Blue", "Blue in Green", "Carey"]


def test_artists_and_releases_are_found_by_their_names(music: Shelf) -> None:
    artists = music.library.search("miles", "artist", 9, 0)
    assert {artist.name for artist in artists.items} == {"Miles Away", "Miles Davis"}
    assert artists.total == 2
    assert [release.title for release in music.library.search("blue", "release", 9, 0).items] == [
        "Blue",
        "Kind of Blue",
    ]
    by_artist = music.library.search("joni", "release", 9, 0)
    assert [(release.title, by_artist.total) for release in by_artist.items] == [("Blue", 1)]
    assert music.library.search("yellow", "artist", 9, 0).items == []


def test_pages_follow_each_other(music: Shelf) -> None:
    whole = music.library.search("blue", "track", 50, 0)
    pages = [music.library.search("blue", "track", 2, offset) for offset in (0, 2, 4)]
    assert [track for page in pages for track in page.items] == whole.items
    assert [page.total for page in pages] == [whole.total] * 3 == [3] * 3
    assert [len(page.items) for page in pages] == [2, 1, 0]


@given(st.text() | st.lists(st.sampled_from(['"', "*", ":", "artist:", "AND", "NEAR(", "-", "^", "{", "a", " ", "\0"])))
@example("\ud800 lone surrogate")
@example("NEAR(blue, 2)")
@example("word " * 5000)
@example('"' * 999)
@example("blue" * 5000)
def test_no_text_breaks_a_search(db: Connection, query: str | list[str]) -> None:
    ids, total = found(db, query if isinstance(query, str) else "".join(query), "track", 50, 0)
    assert len(ids) == total <= 5


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1, max_size=MOST_WORDS))
def test_words_are_taken_as_words(words: list[str]) -> None:
    assert expression(" ".join(words)) == " AND ".join(f'"{word}"' for word in words) + " *"


def test_the_index_equals_its_entries(shelf: Shelf) -> None:
    shelf.add("/1.ogg", "1", title="Old", artists=("A",))
    shelf.add("/1.ogg", "1", title="New", artists=("B",))
    shelf.add("/2.ogg", "2", title="Gone", artists=("C",))
    shelf.library.forget_missing(Path("/"), {Path("/1.ogg")})
    with shelf.library.store.writing() as db:
        db.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
    assert [shelf.titles(word) for word in ("old", "new", "gone")] == [[], ["New"], []]
