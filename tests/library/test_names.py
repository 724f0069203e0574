"""Names of many things at once are those that the things themselves have."""

from __future__ import annotations

from pathlib import Path

from accord.library.feedback import Kind
from accord.library.names import names
from accord.library.spoken_of import name_of
from tests.library.shelf import Shelf, sound


def test_names_are_those_of_the_things_themselves(shelf: Shelf) -> None:
    for number in range(5):
        artists = ("Zoe", "Abe") if number % 2 else ("Abe",)
        shelf.add(f"/m/{number}.ogg", str(number), title=f"T{number}", artists=artists, album=f"Album {number % 2}")
    library = shelf.library
    tracks = [track for track in library.tracks([sound(str(number)) for number in range(5)]) if track]
    titled = {one.id: f"{', '.join(artist.name for artist in one.artists)} - {one.title}" for one in tracks}
    assert titled[sound("1")] == "Zoe, Abe - T1"
    assert names(library, Kind.TRACK, [*titled, sound("nothing"), "", "x" * 5000]) == titled
    credited = {artist.id: artist.name for track in tracks for artist in track.artists}
    assert names(library, Kind.ARTIST, credited) == credited
    releases = [one for one in library.releases([track.release.id for track in tracks]) if one]
    albums = {one.id: f"{', '.join(artist.name for artist in one.artists)} - {one.title}" for one in releases}
    assert len(albums) == 2
    assert names(library, Kind.ALBUM, albums) == albums
    assert all(names(library, kind, []) == {} for kind in (Kind.TRACK, Kind.ALBUM, Kind.ARTIST))
    assert name_of(library, Kind.ALBUM, releases[0].id) == albums[releases[0].id]


def test_what_has_gone_has_no_name(shelf: Shelf) -> None:
    shelf.add("/m/a.ogg", "a", title="T", artists=("Abe",), album="One")
    (track,) = shelf.library.tracks([sound("a")])
    assert track
    ids = {Kind.TRACK: track.id, Kind.ALBUM: track.release.id, Kind.ARTIST: track.artists[0].id}
    assert all(names(shelf.library, kind, [id_]) for kind, id_ in ids.items())
    shelf.library.forget_missing(Path("/m"), set())
    assert not any(names(shelf.library, kind, [id_]) for kind, id_ in ids.items())
