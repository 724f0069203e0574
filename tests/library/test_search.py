"""Searches find what people mean, best first, and no text whatever breaks them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Connection

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.library.search import RANKED, REACH, _year_prefixes, found
from accord.rights.registry import OWN_AUDIO
from accord.store.reader import within
from tests.library.shelf import Shelf, scanned


@pytest.fixture(scope="module")
def music(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """Five tracks of three artists."""
    with open_library(Settings(home=tmp_path_factory.mktemp("home"))) as library:
        shelf = Shelf(library)
        new = {"date": f"{date.today().year}-01-05", "isrc": "GBAYE0000351"}
        shelf.add("/1.ogg", "1", title="Yellow", artists=("Coldplay",), album="Parachutes", genres=("Rock",), **new)
        shelf.add(
            "/2.ogg",
            "2",
            title="Blue in Green",
            artists=("Miles Davis",),
            album="Kind of Blue",
            genres=("Jazz",),
            date="1959-08-17",
        )
        shelf.add(
            "/3.ogg", "3", title="Blue", artists=("Joni Mitchell",), album="Blue", genres=("Folk Rock",), date="1971"
        )
        shelf.add(
            "/4.ogg", "4", title="Carey", artists=("Joni Mitchell",), album="Blue", genres=("Folk Rock",), date="1971"
        )
        shelf.add("/5.ogg", "5", title="Jóga", artists=("Björk", "Miles Away"), album="Homogenic", date="1997-09")
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
        ("blue NOT green", ["Blue", "Carey"]),
        ("blue -green", ["Blue", "Carey"]),
        ("blue -artist:joni", ["Blue in Green"]),
        ("NOT blue", ["Yellow", "Jóga"]),
        ("yellow OR carey", ["Yellow", "Carey"]),
        ("artist:mitchell carey OR blue", ["Blue", "Carey"]),
        ("year:1971", ["Blue", "Carey"]),
        ("year:1950-1999", ["Blue in Green", "Blue", "Carey", "Jóga"]),
        ("year:1999-1950 genre:jazz", ["Blue in Green"]),
        ("year:19", []),
        ("isrc:GBAYE-00-00351", ["Yellow"]),
        ("ISRC:gbaye0000351", ["Yellow"]),
        ("tag:hipster miles", ["Blue in Green", "Jóga"]),
        ("tag:new", ["Yellow"]),
        ("colour:blue", []),
        ("artist: davis", ["Blue in Green"]),
        ("yel* cold*", ["Yellow"]),
        ("artist:mil* year:1959", ["Blue in Green"]),
        ("", []),
        ("***", []),
        ("artist:", []),
    ],
)
def test_what_a_search_finds(music: Shelf, query: str, titles: list[str]) -> None:
    assert sorted(music.titles(query)) == sorted(titles)


LETTERS = [
    ("ænima", "aenima", "Ænima", "Tool"),
    ("straße", "STRASSE", "Straße", "Mø"),
    ("þeyr", "theyr", "Rúdolf", "Þeyr"),
    ("łódź", "lodz", "Łódź", "Đorđe"),
    ("røyksopp", "royksopp", "Sordid", "Røyksopp"),
]
"""What is called so, what people type, title and artist."""


@pytest.mark.parametrize(("called", "typed", "title", "artist"), LETTERS)
def test_letters_that_few_keyboards_have_are_found_as_people_type_them(
    settings: Settings, called: str, typed: str, title: str, artist: str
) -> None:
    with open_library(settings) as library:
        shelf = Shelf(library)
        shelf.add("/1.ogg", "1", title=title, artists=(artist,), album="Album")
        shelf.add("/2.ogg", "2", title="Another", artists=("Other",), album="Album")
        for q in (called, typed, called[:4], typed[:4], f'"{typed}"', f"{typed} NOT another"):
            assert shelf.titles(q) == [title], q
        shown = library.search(typed, "track", 1, 0).items[0]
        assert (shown.title, shown.artists[0].name) == (title, artist)


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
    assert [artist.name for artist in music.library.search("year:1971", "artist", 9, 0).items] == ["Joni Mitchell"]
    assert [release.title for release in music.library.search("year:1959", "release", 9, 0).items] == ["Kind of Blue"]


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
    ids, total = found(within(db), query if isinstance(query, str) else "".join(query), "track", 50, 0)
    assert len(ids) == total <= 5


@given(first=st.integers(0, 9999), last=st.integers(0, 9999), year=st.integers(0, 9999))
@example(1990, 1999, 1990)
@example(0, 9999, 5)
def test_the_beginnings_of_a_range_are_those_of_its_years_alone(first: int, last: int, year: int) -> None:
    prefixes = [prefix for prefix in _year_prefixes(first, last) if f"{year:04}".startswith(prefix)]
    assert len(prefixes) == (first <= year <= last)


def test_what_is_typed_whole_comes_first_then_what_begins_so(shelf: Shelf) -> None:
    titles = ["A Song of Rain", "Rain Song", "Rain", "Train", "Rain Over the Long Hills"]
    for place, title in enumerate(titles):
        shelf.add(f"/{place}.ogg", title, title=title, artists=("Rain Makers",), album="Rain")
    assert shelf.titles("rain")[:4] == ["Rain", "Rain Song", "Rain Over the Long Hills", "A Song of Rain"]
    assert shelf.titles("rain")[4] == "Train"  # by its artist and album only


def test_the_total_is_what_pages_can_reach(shelf: Shelf) -> None:
    files = [(scanned(f"/{n}.ogg", str(n), title=f"Song {n}", album="All"), None) for n in range(REACH + 9)]
    shelf.library.record_files(files, OWN_AUDIO.id)
    last = shelf.library.search("song", "track", 50, 1000)
    assert (len(last.items), last.total) == (50, REACH)


def test_the_total_is_exact_beyond_what_is_ranked(shelf: Shelf) -> None:
    files = [(scanned(f"/{n}.ogg", str(n), title=f"Song {n}", album="All"), None) for n in range(RANKED + 50)]
    shelf.library.record_files(files, OWN_AUDIO.id)
    pages = [shelf.library.search("song", "track", 50, offset) for offset in range(0, 1050, 50)]
    assert {page.total for page in pages} == {RANKED + 50}
    assert len([track.id for page in pages for track in page.items]) == RANKED + 50
    assert len({track.id for page in pages for track in page.items}) == RANKED + 50
    assert shelf.library.search("song", "track", 50, RANKED + 50).items == []


def test_the_index_equals_its_entries(shelf: Shelf) -> None:
    shelf.add("/1.ogg", "1", title="Old", artists=("A",))
    shelf.add("/1.ogg", "1", title="New", artists=("B",))
    shelf.add("/2.ogg", "2", title="Gone", artists=("C",))
    shelf.library.forget_missing(Path("/"), {Path("/1.ogg")})
    with shelf.library.store.writing() as db:
        db.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
    assert [shelf.titles(word) for word in ("old", "new", "gone")] == [[], ["New"], []]


def test_a_word_is_not_found_in_the_name_of_a_kind(shelf: Shelf) -> None:
    shelf.add("/1.ogg", "1", title="Mine", artists=("Q",), album="Z")
    assert [shelf.library.search(word, "track", 9, 0).total for word in ("t", "track", "mine")] == [0, 0, 1]
    assert shelf.library.search("release", "release", 9, 0).total == 0
