"""Libraries from before search knew years, ISRCs or spellings: their entries are made anew once they are opened."""

from __future__ import annotations

from alembic import command
from alembic.config import Config

from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.store.engine import open_store
from accord.store.migrate import MIGRATIONS

TRACK, ARTIST, RELEASE = "t" * 22, "a" * 22, "r" * 22
SCRIPT = f"""
    INSERT INTO sources VALUES ('own', 'Own', '[]', '[]', '[]');
    INSERT INTO tracks VALUES ('{TRACK}', 1, 60.0, 'own');
    INSERT INTO artists (id, name, track_count, source_id) VALUES ('{ARTIST}', 'Ada', 1, 'own');
    INSERT INTO releases (id, title, kind, date, track_count, total_tracks, source_id)
    VALUES ('{RELEASE}', 'First', 'album', '1999-05', 1, 1, 'own');
    INSERT INTO files (path, span, folder, size, mtime_ns, track_id, release_id, speaks, completeness, container, codec,
        sr, channels, title, album, album_key, album_tagged, date, isrc, source_id)
    VALUES (x'61', '', x'62', 1, 1, '{TRACK}', '{RELEASE}', 1, 5, 'ogg', 'vorbis', 44100, 2, 'Rain', 'First', 'first',
        1, '1999-05', 'USABC9900001', 'own');
    INSERT INTO credits (file_id, role, position, artist_id, name, source_id)
    VALUES (1, 'track', 0, '{ARTIST}', 'Ada', 'own');
    INSERT INTO search_entries (kind, entity_id, title, artists, album, genres, source_id)
    VALUES ('track', '{TRACK}', 'Rain', 'Ada', 'First', '', 'own'),
        ('artist', '{ARTIST}', '', 'Ada', '', '', 'own'), ('release', '{RELEASE}', '', 'Ada', 'First', '', 'own')
"""


LETTERS = f"""
    INSERT INTO sources VALUES ('own', 'Own', '[]', '[]', '[]');
    INSERT INTO search_entries (kind, entity_id, title, artists, album, genres, year, isrc, source_id)
    VALUES ('track', '{TRACK}', 'Ænima', 'Mø', 'Straße', 'Pop', '1996', '', 'own'),
        ('track', '{RELEASE}', 'Anima', 'Mo', 'Gasse', 'Pop', '1996', '', 'own')
"""


def test_older_entries_are_spelt_as_people_type(settings: Settings) -> None:
    _older(settings, "0008", LETTERS)
    with open_library(settings) as library, library.store.writing() as db:
        entries = db.exec_driver_sql("SELECT title, artists, album FROM search_entries ORDER BY id").all()
        assert [tuple(entry) for entry in entries] == [("AEnima", "Mo", "Strasse"), ("Anima", "Mo", "Gasse")]
        found = "SELECT count(*) FROM search WHERE search MATCH ?"
        counts = [db.exec_driver_sql(found, (word,)).scalar_one() for word in ("aenima", "ænima", "strasse", "mo")]
        assert counts == [1, 0, 1, 2]
        db.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")


def _older(settings: Settings, revision: str, script: str) -> None:
    """Make a library as an older Accord left it."""
    settings.home.mkdir()
    store = open_store(settings.database)
    with store.writing() as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, revision)
        for row in script.split(";"):
            db.exec_driver_sql(row)
    store.close()


def test_older_entries_get_year_and_isrc(settings: Settings) -> None:
    _older(settings, "0002", SCRIPT)
    with open_library(settings) as library, library.store.writing() as db:
        entries = db.exec_driver_sql("SELECT kind, year, isrc FROM search_entries ORDER BY id").all()
        assert [tuple(entry) for entry in entries] == [
            ("track", "1999", "USABC9900001"),
            ("artist", "1999", ""),
            ("release", "1999", ""),
        ]
        found = "SELECT count(*) FROM search WHERE search MATCH 'year : \"1999\" AND artists : ada'"
        assert db.exec_driver_sql(found).scalar_one() == 3
        db.exec_driver_sql("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)")
