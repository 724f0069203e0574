"""Rows whose licence changes though the file does not, and what several files share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from accord.domain.entities import Cover
from accord.domain.errors import UnknownSource
from accord.library.catalogue import LicenceCount, Relabelled
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO
from tests.library.shelf import Shelf, analysis_of, scanned, sound

OF_THE_FILE = ("files", "tracks", "analyses", "credits", "file_genres")
SHARED = ("releases", "release_artists", "release_aliases", "artists", "artist_aliases", "covers", "genres")
PICTURE = Cover("image/png", b"\x89PNG\r\n\x1a\n")


def sources(shelf: Shelf, *tables: str) -> set[str]:
    with shelf.library.store.reading() as db:
        return {row[0] for table in tables for row in db.exec_driver_sql(f"SELECT source_id FROM {table}")}


def add(shelf: Shelf, path: str, of: str, source_id: str, **tags: Any) -> None:
    file = scanned(path, of, album="Z", artists=("A",), genres=("Rock",), cover=PICTURE, **tags)
    shelf.library.record_file(file, analysis_of(of), source_id)


def relabel(shelf: Shelf, path: str, source_id: str, terms: str | None = None) -> None:
    shelf.library.relabel([Relabelled(Path(path), None, source_id, terms)])


def test_all_rows_of_a_file_follow_its_licence(shelf: Shelf) -> None:
    add(shelf, "/m/1.ogg", "x", OWN_AUDIO.id)
    relabel(shelf, "/m/1.ogg", "audio-cc-by", "CC-BY-4.0")
    assert sources(shelf, *OF_THE_FILE) == {"audio-cc-by"}
    shelf.library.settle_sources()
    assert sources(shelf, *OF_THE_FILE, *SHARED, "search_entries") == {"audio-cc-by"}
    assert shelf.library.licences() == [LicenceCount("audio-cc-by", "CC-BY-4.0", 1)]
    assert shelf.library.known_files(Path("/m"))[Path("/m/1.ogg"), None].terms == "CC-BY-4.0"
    assert shelf.titles("rock") == ["1"], "the index stays whole"


def test_a_track_is_of_the_source_of_the_file_that_speaks(shelf: Shelf) -> None:
    add(shelf, "/m/1.ogg", "x", "audio-cc0")
    add(shelf, "/m/2.ogg", "x", OWN_AUDIO.id, title="More tags, so this one speaks")
    assert sources(shelf, "tracks", "analyses") == {OWN_AUDIO.id}
    relabel(shelf, "/m/1.ogg", "audio-cc-by")
    assert sources(shelf, "tracks", "analyses") == {OWN_AUDIO.id}
    shelf.library.forget_missing(Path("/m/2.ogg"), set())
    assert sources(shelf, "tracks", "analyses") == {"audio-cc-by"}


def test_what_several_files_share_is_of_the_narrowest_source(shelf: Shelf) -> None:
    add(shelf, "/m/1.ogg", "x", "audio-cc0")
    add(shelf, "/m/2.ogg", "y", "audio-cc-by-nc")
    assert sources(shelf, "covers") == {"audio-cc-by-nc"}, "at once: a picture is shown by its own source"
    shelf.library.settle_sources()
    assert sources(shelf, *SHARED) == {"audio-cc-by-nc"}
    add(shelf, "/m/3.ogg", "z", "audio-cc-by-sa")
    shelf.library.settle_sources()
    assert sources(shelf, *SHARED) == {OWN_AUDIO.id}, "none of the three is within the others"
    shelf.library.forget_missing(Path("/m/2.ogg"), set())
    shelf.library.settle_sources()
    assert sources(shelf, *SHARED) == {"audio-cc-by-sa"}


def test_settling_twice_changes_nothing(shelf: Shelf) -> None:
    add(shelf, "/m/1.ogg", "x", DEMO_LIBRARY.id)
    before = sources(shelf, *OF_THE_FILE, *SHARED)
    shelf.library.settle_sources()
    shelf.library.settle_sources()
    assert sources(shelf, *OF_THE_FILE, *SHARED) == before == {DEMO_LIBRARY.id}


def test_files_are_counted_by_licence_the_commonest_first(shelf: Shelf) -> None:
    for number, terms in enumerate(("CC-BY-3.0", "CC-BY-4.0", "CC-BY-4.0")):
        add(shelf, f"/m/{number}.ogg", str(number), OWN_AUDIO.id)
        relabel(shelf, f"/m/{number}.ogg", "audio-cc-by", terms)
    add(shelf, "/m/own.ogg", "own", OWN_AUDIO.id)
    assert shelf.library.licences() == [
        LicenceCount("audio-cc-by", "CC-BY-4.0", 2),
        LicenceCount("audio-cc-by", "CC-BY-3.0", 1),
        LicenceCount(OWN_AUDIO.id, None, 1),
    ]


def test_nothing_is_relabelled_to_an_unknown_source(shelf: Shelf) -> None:
    add(shelf, "/m/1.ogg", "x", OWN_AUDIO.id)
    with pytest.raises(UnknownSource):
        relabel(shelf, "/m/1.ogg", "hearsay")
    assert sources(shelf, "files", "tracks") == {OWN_AUDIO.id}
    assert sound("x") in {file.track_id for file in shelf.library.known_files(Path("/m")).values()}
