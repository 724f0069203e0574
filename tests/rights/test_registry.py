"""T17: a record that lacks anything allows nothing. T19: what may not be held cannot be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from accord.domain.errors import AccordError, SourceRefused, UnclearQuestion, UnknownSource
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.catalogue import open_library
from accord.rights import registry
from accord.rights.answer import answer, ask
from accord.rights.naming import names, names_of
from accord.rights.question import LONGEST_FIELD
from accord.rights.registry import FIELDS, KINDS, records, require_storable, source, source_of, sources, whole
from accord.rights.wording import LONGEST_PHRASE
from accord.store.schema import SourceRow, TrackRow

NAMED = (
    *("own-audio", "accord-demo", "operator", "own-listening", "audio-cc0", "audio-public-domain", "audio-permissive"),
    *("audio-copyleft", "audio-cc-by", "audio-cc-by-sa", "audio-cc-by-nc", "audio-cc-by-nc-sa", "audio-cc-by-nd"),
    *("audio-cc-by-nc-nd", "musicbrainz-core", "musicbrainz-supplementary", "listenbrainz", "acousticbrainz"),
    *("mlhd-plus", "critiquebrainz", "mpd", "msd", "mtg-jamendo", "fma", "lastfm-api", "discogs-dumps", "discogs-api"),
    *("wikidata", "export-spotify", "export-apple-music", "export-youtube-music", "export-deezer", "export-lastfm"),
    *("export-listenbrainz", "spotify-web-api", "reccobeats", "spotify-mirrors", "spotify-feature-dumps"),
    *(
        "scraped-archive",
        "beatnet",
        "silero-vad",
        "musicnn-mtt",
        "magnatagatune",
        "madmom-models",
        "vibenet",
        "essentia-models",
    ),
    *("accord-weights", "accord-composed"),
)
"""Sources that other code, documents or people's questions rely on."""

FROM_SPOTIFY = ("spotify-web-api", "reccobeats", "spotify-mirrors", "spotify-feature-dumps", "echo-nest", "vibenet")
BLOCKED = (*FROM_SPOTIFY, "scraped-archive", "stream-rips")

MUTATIONS: dict[str, Any] = {
    "blank": "",
    "spaces": "  ",
    "empty": [],
    "number": 1,
    "nothing": None,
    "table": {"a": "b"},
}


def mutations() -> Iterator[tuple[int, str, str]]:
    for number in range(len(records())):
        for field in sorted(FIELDS):
            yield from ((number, field, how) for how in ("deleted", "misspelt", *MUTATIONS))


def mutated(number: int, field: str, how: str) -> list[dict[str, Any]]:
    """Return the registry with one field of one record spoilt."""
    changed = [dict(record) for record in records()]
    value = changed[number].pop(field)
    if how == "misspelt":
        changed[number][f"{field}s"] = value
    elif how != "deleted":
        changed[number][field] = MUTATIONS[how]
    return changed


def test_every_source_that_is_named_elsewhere_is_there() -> None:
    assert set(NAMED) <= set(sources())


def test_every_record_is_whole_and_every_id_is_its_own() -> None:
    assert len(sources()) == len(records())


def test_t17_a_record_with_any_field_spoilt_is_no_source() -> None:
    survived = []
    for number, field, how in mutations():
        if (field, how) == ("purposes", "empty"):  # says that nothing is allowed; see below
            continue
        if source_of(mutated(number, field, how)[number]) is not None:
            survived.append((records()[number]["id"], field, how))
    assert not survived


def test_t17_of_a_source_without_purposes_nothing_is_allowed() -> None:
    for number, record in enumerate(records()):
        known = names_of([mutated(number, "purposes", "empty")[number]])
        assert not any(answer([record["id"]], [purpose], known=known).allowed for purpose in Purpose)


@pytest.mark.parametrize("how", ["deleted", "blank"])
@pytest.mark.parametrize("field", sorted(FIELDS))
def test_t17_nothing_is_decided_on_a_spoilt_record(field: str, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, record in enumerate(records()):
        family = names().siblings[record["id"]] | {"wikidata"}
        changed = [each for each in mutated(number, field, how) if each.get("id", record["id"]) in {*family, "", None}]
        spoilt, known = whole(changed), names_of(changed)
        monkeypatch.setattr(registry, "sources", lambda spoilt=spoilt: spoilt)
        for look in (source, require_storable):
            with pytest.raises(UnknownSource):
                look(record["id"])
        assert len(spoilt) == len(changed) - 1
        assert not any(answer([record["id"]], [purpose], known=known).allowed for purpose in Purpose)
        for by in ("words", "name"):
            named = record["words"][0] if by == "words" else record["name"]
            try:
                said = ask(f"May I use {named} at home for myself?", known)
            except UnclearQuestion:  # what it is called by is lost, so that nobody knows what the question is about
                assert field == by
                continue
            assert said.word == "No", (named, field)


def test_t17_a_name_that_is_lost_takes_every_yes_with_it() -> None:
    number = [record["id"] for record in records()].index("musicbrainz-supplementary")
    for how in ("deleted", "empty", "number"):
        known = names_of(mutated(number, "words", how))
        for question in ("May I use MusicBrainz in a paid app?", "May I use Wikidata in a paid app?"):
            said = ask(question, known)
            assert said.word == "No"
            assert "musicbrainz-supplementary" in said.reason


def test_t17_an_id_that_two_records_claim_is_nobodys() -> None:
    twice = [*records(), {**records()[0], "purposes": ["SALE"]}]
    assert records()[0]["id"] not in whole(twice)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "song"),
        ("purposes", ["EVERYTHING"]),
        ("purposes", ["SERVICE", 1]),
        ("obligations", ["NONE", "ATTRIBUTE"]),
        ("obligations", ["PAY"]),
        ("stored", "yes"),
        ("read", "2026-11-22"),
        ("read", datetime.datetime(2026, 11, 22)),
        ("words", ["", "x"]),
        ("more", "than is known"),
    ],
)
def test_t17_values_that_are_none(field: str, value: object) -> None:
    assert source_of({**records()[0], field: value}) is None


@pytest.mark.parametrize("id_", BLOCKED)
def test_t19_what_may_not_be_held_is_refused(id_: str) -> None:
    with pytest.raises(SourceRefused, match="Nothing of"):
        require_storable(id_)
    assert not source(id_).label.purposes


def test_t19_rows_of_blocked_sources_do_not_insert(tmp_path: Path) -> None:
    blocked = [each.id for each in sources().values() if not each.stored]
    assert set(BLOCKED) <= set(blocked)
    with open_library(Settings(home=tmp_path / "home")) as library:
        with library.store.reading() as db:
            there = set(db.scalars(select(SourceRow.id)))
        assert there == {each.id for each in sources().values() if each.stored}
        row = {"id": "0" * 22, "rule": 1, "duration": 1.0}
        for id_ in (*blocked, "heard-of-somewhere"):
            with pytest.raises((IntegrityError, AccordError)), library.store.writing() as db:
                db.execute(insert(TrackRow).values(**row, source_id=id_))
        with library.store.writing() as db:
            db.execute(insert(TrackRow).values(**row, source_id="own-audio"))


def test_whoever_may_sell_may_also_publish_and_earn() -> None:
    for each in sources().values():
        allowed = each.label.purposes
        assert Purpose.SALE not in allowed or {Purpose.PUBLICATION, Purpose.COMMERCIAL} <= allowed, each.id
        assert Purpose.COMMERCIAL not in allowed or Purpose.TRAINING in allowed, each.id


def test_licences_and_labels_agree() -> None:
    for each in sources().values():
        owed = {duty.name for duty in each.label.obligations}
        if "-NC" in each.licence:
            assert not {Purpose.COMMERCIAL, Purpose.SALE} & each.label.purposes, each.id
        if "-ND" in each.licence:
            assert not {Purpose.TRAINING, Purpose.PUBLICATION} & each.label.purposes, each.id
        if "-SA-" in each.licence:
            assert "SHARE_ALIKE" in owed, each.id
        if each.licence.startswith(("CC-BY", "MIT", "ISC", "Apache")):
            assert "ATTRIBUTE" in owed, each.id
        if each.licence == "CC0-1.0":
            assert Purpose.COMMERCIAL in each.label.purposes, each.id


def test_every_name_is_short_enough_to_be_found() -> None:
    assert max(map(len, names().phrases)) <= LONGEST_PHRASE
    assert max(len(field.split()) for field in names().every_field) <= LONGEST_FIELD


def test_records_read_well() -> None:
    for each in sources().values():
        assert each.clause.endswith("."), each.id
        assert each.instead.endswith("."), each.id
        assert len(each.clause) < 300, each.id
        assert each.read <= datetime.date(2026, 12, 31), each.id
        assert all(word == word.lower() for word in each.words), each.id
        assert each.kind in KINDS
