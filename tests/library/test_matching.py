"""Listens find their track by what they surely say first, by names last, and none where there is none."""

from __future__ import annotations

import dataclasses

from accord.domain.entities import Listen
from accord.library.fresh import LOOKED_AT_MOST_EVERY
from accord.library.matching import Matching
from tests.library.shelf import Shelf, sound

MBID = "9b1e4a1c-0000-4000-8000-000000000000"


def heard(artist: str, track: str, **more: str) -> Listen:
    return dataclasses.replace(Listen(1, artist, track, None, "own-listening", 1), **more)  # type: ignore[arg-type]


def test_listens_find_their_tracks(shelf: Shelf) -> None:
    shelf.add("/1.ogg", "1", title="Jóga", artists=("Björk", "Guest"), isrc="GBAYE9700001")
    shelf.add("/2.ogg", "2", title="Other", artists=("Someone",), mb_recording_id=MBID)
    listens = [
        heard("björk", " JÓGA "),
        heard("Guest", "Jóga"),
        heard("Nobody", "Nothing", isrc="GBAYE9700001"),
        heard("Nobody", "Nothing", recording_mbid=MBID),
        heard("Someone", "Jóga"),
        heard("Björk", "Jóga", recording_mbid=MBID),
    ]
    one, two = sound("1"), sound("2")
    assert Matching(shelf.library).match(listens) == [one, one, one, two, None, two]


def test_a_library_that_changed_is_looked_at_again(shelf: Shelf) -> None:
    now = 0.0
    matching = Matching(shelf.library, lambda: now)
    assert matching.match([heard("A", "B")]) == [None]
    shelf.add("/1.ogg", "1", title="B", artists=("A",))
    assert matching.match([heard("A", "B")]) == [None]
    now += LOOKED_AT_MOST_EVERY
    assert matching.match([heard("A", "B")]) == [sound("1")]


def test_of_two_files_of_a_sound_both_names_are_known_and_the_best_tagged_wins_a_name(shelf: Shelf) -> None:
    shelf.add("/1.ogg", "1", title="Same", artists=("A",), album="Z", date="1999", genres=("Rock",))
    shelf.add("/2.ogg", "1", title="Also called", artists=("A",))
    shelf.add("/3.ogg", "2", title="Same", artists=("A",))
    assert Matching(shelf.library).match([heard("A", "Also called")]) == [sound("1")]
    assert Matching(shelf.library).match([heard("A", "Same")])[0] in {sound("1"), sound("2")}
