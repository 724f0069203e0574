"""Files stored many at a time make the same library as files stored one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from accord.domain.entities import Cover, ScannedFile
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.rights.registry import OWN_AUDIO
from tests.library.shelf import analysis_of, scanned

TABLES = {
    "tracks": "*",
    "artists": "*",
    "artist_aliases": "*",
    "releases": "*",
    "release_aliases": "*",
    "release_artists": "*",
    "credits": "*",
    "files": "*",
    "genres": "*",
    "file_genres": "*",
    "covers": "*",
    "analyses": "*",
    "search_entries": "kind, entity_id, title, artists, album, genres, year, isrc, source_id",
}
"""What is compared; a search entry's own id is only its place in the order of arrival."""


def files() -> list[tuple[ScannedFile, str]]:
    """Albums, a compilation, guests, a file replaced, a sound twice, tags that are missing."""
    cover = Cover("image/png", b"picture")
    said: list[tuple[str, str, dict[str, Any]]] = [
        (f"/a/{n}.ogg", f"a{n}", {"artists": ("Ada", "Béla")[: n % 2 + 1], "album": "One", "date": f"199{n}"})
        for n in range(5)
    ]
    said += [(f"/b/{n}.ogg", f"b{n}", {"artists": (f"Guest {n}",), "album": "Mixed", "cover": cover}) for n in range(4)]
    said += [
        ("/c/1.ogg", "c", {"title": "Same", "isrc": "USABC2100001", "genres": ("Rock", "rock", "Jazz")}),
        ("/c/2.ogg", "c", {"title": "Same", "artists": ("Ada",), "album_artists": ("ADA",), "album": "Two"}),
        ("/a/1.ogg", "new", {"artists": ("Ada",), "mb_artist_ids": ("12345678-1234-1234-1234-123456789abc",)}),
    ]
    return [(scanned(path, of, **tags), of) for path, of, tags in said]


def rows(library: Library) -> dict[str, list[tuple[object, ...]]]:
    with library.store.reading() as db:
        return {
            table: sorted((tuple(row) for row in db.exec_driver_sql(f"SELECT {columns} FROM {table}")), key=repr)
            for table, columns in TABLES.items()
        }


def test_many_at_once_are_as_one_by_one(tmp_path: Path) -> None:
    with open_library(Settings(home=tmp_path / "one")) as one, open_library(Settings(home=tmp_path / "many")) as many:
        for file, of in files():
            one.record_file(file, analysis_of(of), OWN_AUDIO.id)
        many.record_files(((file, analysis_of(of)) for file, of in files()), OWN_AUDIO.id)
        assert rows(many) == rows(one)
        assert all(rows(one).values())
