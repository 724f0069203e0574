"""Lineage in the store: what is recorded, traced down to the registry, and ended with consent."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from accord.domain.errors import ConsentMissing, ForbiddenFact, InvalidParameter, NotFound, PurposeDenied, StoreError
from accord.domain.ids import artist_id, release_id
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.backup import back_up
from accord.library.people import People
from accord.library.transfer import keep_export
from accord.library.transfer_form import LISTENS
from accord.rights.algebra import meet, within
from accord.rights.lineage import Derived, Input, Thing, derive, walk
from accord.rights.log_entry import LogKind
from accord.rights.prov import prov_document
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO, OWN_LISTENING
from accord.rights.summary import training_summary
from accord.store.schema import DerivedInputRow, DerivedRow
from tests.library.household import listens, opened
from tests.library.shelf import analysis_of, scanned, sound


@pytest.fixture
def people(settings: Settings, empty: Path) -> Iterator[People]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        yield people


@pytest.fixture
def ada(people: People) -> str:
    return people.listeners.add("Ada")[0].id


@pytest.fixture
def berta(people: People) -> str:
    return people.listeners.add("Berta")[0].id


def heard(listener_id: str, rows: int = 12) -> Input:
    return Input.of("listens", OWN_LISTENING.id, rows, listener_id)


def made(*inputs: Input, purpose: Purpose = Purpose.PERSONALISATION, name: str = "mix") -> Derived:
    return derive("playlist", name, purpose=purpose, activity="mixing", agent="test 1", inputs=inputs)


def kept(people: People, derived: Derived, data: bytes = b"songs") -> str:
    """Record a derived thing with a file of its own."""
    location = f"kept/{hashlib.sha256(derived.name.encode()).hexdigest()[:8]}"
    path = people.settings.home / location
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return people.lineage.record(derived, hashlib.sha256(data).hexdigest(), location)


def ends(thing: Thing) -> set[str]:
    return {one.id for one in walk(thing) if one.source is not None}


# Recording


def test_what_is_recorded_is_traced_with_its_inputs_down_to_the_registry(people: People, ada: str) -> None:
    id_ = people.lineage.record(made(heard(ada), Input.of("tracks", DEMO_LIBRARY.id, 3)), "ab" * 32)
    found = people.lineage.trace(id_)
    assert (found.kind, found.name, found.digest, found.rows) == ("playlist", "mix", "ab" * 32, 15)
    assert found.label == meet(OWN_LISTENING.label.about(ada), DEMO_LIBRARY.label)
    assert found.activity is not None
    assert (found.activity.agent, found.activity.purpose) == ("test 1", Purpose.PERSONALISATION)
    assert [(one.kind, one.rows) for one in found.origins] == [("listens", 12), ("tracks", 3)]
    assert ends(found) == {OWN_LISTENING.id, DEMO_LIBRARY.id}


@pytest.mark.parametrize(("kind", "leaf"), [("model", LogKind.TRAINING), ("export", LogKind.EXPORT),
                                            ("statistic", LogKind.DERIVATION)])  # fmt: skip
def test_every_derivation_leaves_an_entry_without_personal_data(
    people: People, ada: str, kind: str, leaf: LogKind
) -> None:
    derived = derive(kind, "Ada's", purpose=Purpose.SERVICE, activity="making", agent="test 1", inputs=[heard(ada)])  # type: ignore[arg-type]
    id_ = people.lineage.record(derived, "ab" * 32)
    entry = people.log.entry(people.log.size - 1)
    assert entry.kind is leaf
    assert (entry.facts["derived"], entry.facts["rows"], entry.facts["subjects"]) == (id_, 12, 1)
    assert ada.encode() not in entry.line()
    assert b"Ada" not in entry.line()
    assert b"abab" not in entry.line()  # the digest would tell a copy of hers


def test_the_digest_of_what_is_about_nobody_stands_in_the_log(people: People) -> None:
    people.lineage.record(made(Input.of("tracks", DEMO_LIBRARY.id, 3)), "ab" * 32)
    assert people.log.entry(people.log.size - 1).facts["sha256"] == "ab" * 32


def test_t16_no_row_without_label_or_source(people: People) -> None:
    row = {
        "id": "0" * 36,
        "kind": "model",
        "name": "m",
        "purpose": Purpose.SERVICE,
        "activity": "a",
        "agent": "b",
        "made_at": 1,
        "purposes": [],
        "obligations": [],
        "sources": [DEMO_LIBRARY.id],
        "subjects": [],
    }
    store = people.library.store
    for missing in ("purposes", "obligations", "sources", "subjects"):
        with pytest.raises(IntegrityError), store.writing() as db:
            db.execute(insert(DerivedRow), {name: value for name, value in row.items() if name != missing})
    with pytest.raises(IntegrityError), store.writing() as db:
        db.execute(insert(DerivedRow), row | {"sources": []})
    with store.writing() as db:
        db.execute(insert(DerivedRow), row | {"id": "1" * 36})
    used = {"derived_id": "1" * 36, "position": 0, "what": "tracks", "rows": 1}
    with pytest.raises(IntegrityError), store.writing() as db:
        db.execute(insert(DerivedInputRow), used | {"source_id": "found-somewhere"})
    with store.reading() as db:
        assert db.scalars(select(DerivedRow.id)).all() == ["1" * 36]
        assert db.scalars(select(DerivedInputRow.derived_id)).all() == []


def test_a_derivation_whose_entry_cannot_be_written_is_not_recorded(people: People) -> None:
    derived = derive(
        "model", "m", purpose=Purpose.SERVICE, activity="a", agent="not\nprintable",
        inputs=[Input.of("tracks", DEMO_LIBRARY.id, 3)],
    )  # fmt: skip
    with pytest.raises(ForbiddenFact):
        people.lineage.record(derived)
    assert people.lineage.every() == []


@pytest.mark.parametrize("location", ["", "/elsewhere", "../beside", "kept/../../beside"])
def test_a_location_outside_the_data_folder_is_refused(people: People, location: str) -> None:
    with pytest.raises(InvalidParameter, match="no place in the data folder"):
        people.lineage.record(made(Input.of("tracks", DEMO_LIBRARY.id, 3)), location=location)


# What is made from what was made


def test_what_goes_through_another_thing_is_counted_by_source_and_listener(
    people: People, ada: str, berta: str
) -> None:
    lineage = people.lineage
    inner = lineage.record(made(heard(ada, 10), heard(berta, 20), Input.of("tracks", DEMO_LIBRARY.id, 5), name="inner"))
    outer = lineage.record(made(*lineage.inputs(inner), Input.of("tracks", OWN_AUDIO.id, 7), name="outer"))
    found = lineage.trace(outer)
    assert [one.kind for one in found.origins] == ["playlist", "tracks"]
    assert found.label.subjects == {ada, berta}
    assert ends(found) == {OWN_LISTENING.id, DEMO_LIBRARY.id, OWN_AUDIO.id}
    listed = training_summary(found, "Ada")["list of data sources"]
    assert {one["id"]: one["total"] for one in listed} == {
        OWN_LISTENING.id: 30,
        DEMO_LIBRARY.id: 5,
        OWN_AUDIO.id: 7,
    }


def test_t16_no_link_of_a_chain_allows_more_than_what_it_came_from(people: People, ada: str) -> None:
    inner = people.lineage.record(made(heard(ada), Input.of("tracks", DEMO_LIBRARY.id, 5)))
    outer = people.lineage.record(made(*people.lineage.inputs(inner), Input.of("tracks", OWN_AUDIO.id, 7)))
    for thing in walk(people.lineage.trace(outer)):
        assert all(within(thing.label, origin.label) for origin in thing.origins)


def test_every_derived_thing_is_listed_for_whom_it_is_about(people: People, ada: str, berta: str) -> None:
    for name, inputs in {"a": [heard(ada)], "b": [heard(berta)], "ab": [heard(ada), heard(berta)]}.items():
        people.lineage.record(made(*inputs, name=name))
    assert {thing.name for thing in people.lineage.every()} == {"a", "b", "ab"}
    assert {thing.name for thing in people.lineage.every(ada)} == {"a", "ab"}


# Reading


def test_a_derived_thing_is_read_through_require(people: People, ada: str) -> None:
    id_ = kept(people, made(heard(ada)))
    require = partial(people.uses.require, what="playlist")
    with pytest.raises(ConsentMissing):
        people.lineage.read(id_, Purpose.PERSONALISATION, require)
    people.consents.give(ada, Purpose.PERSONALISATION)
    assert people.lineage.read(id_, Purpose.PERSONALISATION, require) == b"songs"
    with pytest.raises(PurposeDenied):
        people.lineage.read(id_, Purpose.COMMERCIAL, require)


def test_t3_what_was_derived_cannot_be_read_once_consent_is_withdrawn(people: People, ada: str) -> None:
    people.consents.give(ada, Purpose.PERSONALISATION)
    id_ = kept(people, made(heard(ada)))
    people.consents.withdraw(ada, Purpose.PERSONALISATION)
    with pytest.raises(NotFound, match="was withdrawn"):
        people.lineage.read(id_, Purpose.PERSONALISATION, partial(people.uses.require, what="playlist"))
    assert not list((people.settings.home / "kept").iterdir())


def test_a_file_that_is_not_what_was_recorded_is_not_read(people: People) -> None:
    id_ = kept(people, made(Input.of("tracks", DEMO_LIBRARY.id, 3)))
    (path,) = (people.settings.home / "kept").iterdir()
    path.write_bytes(b"other songs")
    with pytest.raises(StoreError, match="SHA-256 differs"):
        people.lineage.read(id_, Purpose.SERVICE, partial(people.uses.require, what="playlist"))


# Ending


def test_withdrawal_ends_what_was_made_for_that_purpose_and_all_made_from_it(
    people: People, ada: str, berta: str
) -> None:
    lineage = people.lineage
    model = kept(people, made(heard(ada), heard(berta), name="model"))
    from_it = kept(people, made(*lineage.inputs(model), purpose=Purpose.SERVICE, name="from it"))
    elsewise = kept(people, made(heard(ada), purpose=Purpose.SERVICE, name="elsewise"))
    of_berta = kept(people, made(heard(berta), name="of Berta"))
    ended = lineage.invalidate(ada, Purpose.PERSONALISATION)
    assert {one.id for one in ended} == {model, from_it}
    assert all(one.invalidated for one in ended)
    for id_ in (model, from_it):
        thing = lineage.trace(id_)
        assert thing.invalidated_at is not None
        assert thing.name == "playlist"
        assert thing.digest is None
        assert thing.label.subjects == {berta}
        with pytest.raises(NotFound):
            lineage.inputs(id_)
    for id_ in (elsewise, of_berta):
        assert lineage.trace(id_).invalidated_at is None
    assert len(list((people.settings.home / "kept").iterdir())) == 2
    assert lineage.invalidate(ada, Purpose.PERSONALISATION) == []


def test_erasure_ends_everything_and_leaves_no_name(people: People, ada: str, berta: str) -> None:
    lineage = people.lineage
    ids = [kept(people, made(heard(ada), purpose=purpose, name=f"{purpose} of Ada")) for purpose in
           (Purpose.SERVICE, Purpose.PERSONALISATION)]  # fmt: skip
    other = kept(people, made(heard(berta), name="of Berta"))
    assert {one.id for one in lineage.invalidate(ada)} == set(ids)
    assert lineage.invalidate(ada) == []
    assert lineage.every(ada) == []
    assert lineage.trace(other).name == "of Berta"
    with people.library.store.reading() as db:
        for table in (DerivedRow, DerivedInputRow):
            assert ada not in str(db.execute(select(table)).all())
    assert "wasInvalidatedBy" in prov_document(lineage.trace(ids[0]))


def test_a_folder_is_removed_whole_and_a_missing_file_is_no_obstacle(people: People, ada: str) -> None:
    folder = people.settings.home / "things/of-ada"
    folder.mkdir(parents=True)
    (folder / "part").write_bytes(b"x")
    people.lineage.record(made(heard(ada), name="a"), location="things/of-ada")
    people.lineage.record(made(heard(ada), name="b"), location="things/never-was")
    assert len(people.lineage.invalidate(ada)) == 2
    assert not folder.exists()


def test_a_link_is_removed_and_what_it_leads_to_stays(people: People, ada: str, tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/keep").write_bytes(b"x")
    (people.settings.home / "link").symlink_to(tmp_path / "outside")
    people.lineage.record(made(heard(ada)), location="link")
    people.lineage.invalidate(ada)
    assert (tmp_path / "outside/keep").exists()
    assert not (people.settings.home / "link").is_symlink()


def test_a_backup_only_forgets_whom_it_is_about(people: People, ada: str, berta: str, tmp_path: Path) -> None:
    for listener_id in (ada, berta):
        people.listening.add(listener_id, listens(1))
    back_up(people, tmp_path / "backup")
    (thing,) = people.lineage.every()
    assert thing.kind == "backup"
    assert thing.label.subjects == {ada, berta}
    (ended,) = people.lineage.invalidate(ada)
    assert not ended.invalidated
    assert (tmp_path / "backup").exists()
    (left,) = people.lineage.every()
    assert left.invalidated_at is None
    assert left.label.subjects == {berta}


def test_t15_the_summary_of_an_export_counts_what_is_in_it(people: People, ada: str) -> None:
    people.listening.add(ada, listens(30))
    path = keep_export(people, people.listeners.by_name("Ada")).path
    with zipfile.ZipFile(path) as archive:
        assert archive.read(LISTENS).count(b"\n") == 30
    (export,) = people.lineage.every(ada)
    summary = training_summary(export, "Ada")
    assert summary["general information"]["rows"] == 30
    assert [(one["id"], one["rows"]) for one in summary["list of data sources"]] == [
        (OWN_LISTENING.id, {"listens": 30})
    ]


# The catalogue


def record_two(people: People) -> None:
    """One album of two tracks, one from the demo library and one the operator's own, twice."""
    tags: dict[str, Any] = {"album": "Long Way", "album_artists": ("Ada Quartet",), "artists": ("Ada Quartet",)}
    for path, of, source in (("/a/1.ogg", "one", DEMO_LIBRARY), ("/a/2.ogg", "two", OWN_AUDIO),
                             ("/b/2.ogg", "two", DEMO_LIBRARY)):  # fmt: skip
        file = scanned(path, of, title=of, licence="CC0-1.0" if source is DEMO_LIBRARY else None, **tags)
        people.library.record_file(file, analysis_of(of), source.id)


def test_a_track_is_traced_through_analysis_and_files_to_the_registry(people: People) -> None:
    record_two(people)
    found = people.lineage.trace(sound("one"))
    assert [thing.kind for thing in walk(found)] == ["track", "analysis", "file", "source"]
    _, analysis, file, end = walk(found)
    assert analysis.activity is not None
    assert file.name == "1.ogg"
    assert file.licence == "CC0-1.0"
    assert end.source is DEMO_LIBRARY
    assert found.label == DEMO_LIBRARY.label


def test_t16_a_track_with_two_copies_allows_what_both_allow(people: People) -> None:
    record_two(people)
    found = people.lineage.trace(sound("two"))
    assert ends(found) == {OWN_AUDIO.id, DEMO_LIBRARY.id}
    assert found.label == meet(OWN_AUDIO.label, DEMO_LIBRARY.label)
    for thing in walk(found):
        assert all(within(thing.label, below.label) for below in thing.below)


@pytest.mark.parametrize("id_", [artist_id("Ada Quartet"), release_id("Long Way", ("Ada Quartet",))])
def test_releases_and_artists_are_traced_to_the_tags_they_follow_from(people: People, id_: str) -> None:
    record_two(people)
    found = people.lineage.trace(id_)
    assert found.name in ("Ada Quartet", "Long Way")
    assert sum(group.rows or 0 for group in found.origins) == 3
    assert ends(found) == {OWN_AUDIO.id, DEMO_LIBRARY.id}
    assert found.label == meet(OWN_AUDIO.label, DEMO_LIBRARY.label)
    assert prov_document(found)["wasDerivedFrom"]


def test_a_track_whose_files_are_gone_still_says_where_it_came_from(people: People) -> None:
    record_two(people)
    people.library.forget_missing(Path("/a"), set())
    found = people.lineage.trace(sound("one"))
    assert found.name == "a track without a file"
    assert ends(found) == {DEMO_LIBRARY.id}


@pytest.mark.parametrize("id_", ["0" * 22, "0" * 36, "", "tracks", "%"])
def test_an_unknown_id_is_not_found(people: People, id_: str) -> None:
    with pytest.raises(NotFound):
        people.lineage.trace(id_)
