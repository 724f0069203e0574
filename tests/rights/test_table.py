"""The truth table is what the labels say, for every source and purpose."""

from __future__ import annotations

from accord.domain.labels import Obligation, Purpose
from accord.rights import vocabulary
from accord.rights.documents import table_document
from accord.rights.registry import sources
from accord.rights.table import table

GOLDEN = {
    "own-audio": "yy------",
    "own-listening": "yyyyy---",
    "audio-cc-by": "yyyyyyyy",
    "audio-cc-by-nc": "yyyyyy--",
    "audio-cc-by-nd": "yyyy----",
    "musicbrainz-core": "yyyyyyyy",
    "musicbrainz-supplementary": "yyyyyy--",
    "listenbrainz": "yyyyyyy-",
    "mpd": "---y----",
    "spotify-web-api": "--------",
    "scraped-archive": "--------",
    "lastfm-api": "yy-y----",
}
"""Rows as reviewed, purposes in the order of ``Purpose``."""


def test_golden_rows() -> None:
    rows = {row.source.id: "".join("y" if yes else "-" for yes in row.allowed.values()) for row in table()}
    assert {id_: rows[id_] for id_ in GOLDEN} == GOLDEN


def test_every_source_and_every_purpose_is_there() -> None:
    rows = table()
    assert [row.source.id for row in rows] == list(sources())
    for row in rows:
        assert list(row.allowed) == list(Purpose)
        assert {purpose for purpose, yes in row.allowed.items() if yes} == row.source.label.purposes


def test_a_part_of_the_table() -> None:
    (row,) = table([sources()["mpd"]])
    assert table_document([row])[0]["allowed"]["non_commercial_research"] is True


def test_purposes_and_obligations_have_words() -> None:
    assert list(vocabulary.purposes()) == list(Purpose)
    assert list(vocabulary.obligations()) == list(Obligation)
    columns = [words.column for words in vocabulary.purposes().values()]
    assert len(set(columns)) == len(columns)
    assert max(map(len, columns)) <= 5
