"""Playlists and saved things leave with their listener's export, come back the same, and go with their listener."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accord.domain.errors import ForeignEvents, InvalidId, InvalidParameter
from accord.domain.settings import Settings
from accord.library.erasure import erase
from accord.library.people import People
from accord.library.transfer import stream
from accord.library.transfer_import import import_from
from accord.rights.registry import OWN_AUDIO
from accord.store.schema import Base
from tests.library import bytescan
from tests.library.household import opened
from tests.library.shelf import analysis_of, scanned, sound
from tests.library.test_transfer import _changed, _in_lines


def _picture(owner: str) -> bytes:
    return b"\xff\xd8" + f" Xylopicture of {owner} ".encode() * 4000 + b"\xff\xd9"


TRACKS = [sound(name) for name in "abc"]


@pytest.fixture
def people(settings: Settings, empty: Path) -> Iterator[People]:
    """Anna and Bert, who keep things, follow each other and add to each other's playlists."""
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as people:
        _scan(people)
        anna, bert = (people.listeners.add(name)[0].id for name in ("Anna", "Bert"))
        for owner, other in ((anna, bert), (bert, anna)):
            id_ = people.playlists.create(
                owner, f"Of {owner}", description="Xylodesc", public=False, collaborative=True
            )
            people.playlists.add(id_, owner, [TRACKS[0], TRACKS[1], TRACKS[0]])
            people.playlists.add(id_, other, [TRACKS[2]], 1)
            people.playlists.give_picture(id_, owner, _picture(owner))
            people.saved.save(owner, [("track", TRACKS[0]), ("track", TRACKS[1]), ("artist", TRACKS[2])])
            people.saved.save(other, [("playlist", id_), ("user", owner)])
        yield people


@pytest.fixture
def second(tmp_path: Path, empty: Path) -> Iterator[People]:
    """Another Accord, without music."""
    home = tmp_path / "second"
    home.mkdir()
    shutil.copy(empty, home)
    with opened(Settings(home=home)) as people:
        yield people


def _scan(people: People) -> None:
    for name in "abc":
        people.library.record_file(scanned(f"/{name}.ogg", name, title=name), analysis_of(name), OWN_AUDIO.id)


def _exported(people: People, name: str = "Anna") -> io.BytesIO:
    return io.BytesIO(b"".join(stream(people, people.listeners.by_name(name))))


def _collections(people: People, name: str = "Anna") -> dict[str, Any]:
    id_ = people.listeners.by_name(name).id
    (playlist_id, made), *more = people.playlists.owned(id_)
    assert not more
    (playlist,) = people.playlists.find([playlist_id], id_)
    assert playlist is not None
    return {
        "made": made,
        "playlist": (playlist.id, playlist.name, playlist.description, playlist.collaborative, playlist.snapshot_id),
        "items": [(item.track and item.track.id, item.added_at) for item in people.playlists.items(playlist_id, 9, 0)],
        "picture": people.playlists.picture(playlist_id),
        "tracks": [(track.id, at) for track, at in people.saved.tracks(id_, 9, 0).items],
        "follows": people.saved.playlists(id_),
    }


def test_t7_an_export_holds_what_one_keeps_and_no_one_else(people: People) -> None:
    anna, bert = people.listeners.by_name("Anna"), people.listeners.by_name("Bert")
    with zipfile.ZipFile(_exported(people)) as archive:
        tables = {
            table: [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").splitlines()]
            for table in ("playlists", "playlist_items", "saved")
        }
    (playlist,) = tables["playlists"]
    assert bytes.fromhex(playlist["picture"]) == _picture(anna.id)
    mine = [row for row in tables["playlist_items"] if row["playlist_id"] == playlist["id"]]
    assert [row["track_id"] for row in sorted(mine, key=lambda row: row["position"])] == [
        *(TRACKS[0], TRACKS[2], TRACKS[1], TRACKS[0])
    ]
    assert {row["added_by"] for row in tables["playlist_items"]} == {anna.id, None}
    assert len(tables["playlist_items"]) == 5, "what she added to Bert's is hers to know too"
    assert {row["listener_id"] for row in tables["saved"]} == {anna.id}
    assert "Of " + bert.id not in str(tables)


def test_t12_what_one_keeps_goes_there_and_back(people: People, second: People) -> None:
    import_from(second, _exported(people), "Anna")
    before = _collections(second)
    assert [track for track, _ in before["items"]] == [None] * 4, "the music is not there yet"
    _scan(second)
    after, there = _collections(second), _collections(people)
    bert = people.listeners.by_name("Bert")
    assert there["follows"] == after["follows"] == people.saved.playlists(people.listeners.by_name("Anna").id)
    assert after == there
    import_from(second, _exported(people), "Anna")
    assert _collections(second) == there
    playlist_id = there["playlist"][0]
    second.playlists.add(playlist_id, people.listeners.by_name("Anna").id, [TRACKS[0]])
    import_from(second, _exported(people), "Anna")
    assert len(_collections(second)["items"]) == 5, "a playlist that is here stays as it is"
    assert second.library.tracks(TRACKS)[0] is not None
    assert bert.id not in str(_collections(second)["items"])


def test_an_import_into_a_new_account_is_its_own(people: People) -> None:
    archive = _exported(people)
    erase(people, people.listeners.by_name("Anna").id, "subject")
    import_from(people, archive, "Anna")
    anna = people.listeners.by_name("Anna").id
    (playlist_id, _), *_ = people.playlists.owned(anna)
    assert [item.adder_id for item in people.playlists.items(playlist_id, 9, 0)] == [anna, None, anna, anna]


def test_t8_erasure_leaves_nothing_of_what_one_kept(people: People) -> None:
    anna, bert = (people.listeners.by_name(name).id for name in ("Anna", "Bert"))
    (playlist_id, _), *_ = people.playlists.owned(anna)
    traces = [anna, playlist_id, f"Xylopicture of {anna}"]
    places = [people.settings.home, people.settings.key_folder]
    assert all(bytescan.found(places, traces).values())
    erase(people, anna, "subject")
    assert not any(bytescan.found(places, traces).values())
    (theirs, _), *_ = people.playlists.owned(bert)
    assert [item.adder_id for item in people.playlists.items(theirs, 9, 0)] == [bert, None, bert, bert]
    assert people.saved.playlists(bert) == []
    assert people.saved.contains(bert, "user", [anna]) == [False]


def _rows_of(people: People) -> object:
    with people.library.store.reading() as db:
        return [db.execute(table.select()).all() for table in Base.metadata.sorted_tables]


WRONG: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]], type[Exception]]] = {
    "another's playlist": ("playlists", lambda row: row | {"listener_id": "bert"}, ForeignEvents),
    "another's hand": ("playlist_items", lambda row: row | {"added_by": "bert"}, ForeignEvents),
    "another's saved thing": ("saved", lambda row: row | {"listener_id": "bert"}, ForeignEvents),
    "an id that is none": ("playlists", lambda row: row | {"id": "x"}, InvalidId),
    "a snapshot that is none": ("playlists", lambda row: row | {"snapshot_id": "x"}, InvalidParameter),
    "a picture that is none": ("playlists", lambda row: row | {"picture": "x"}, InvalidParameter),
    "a name that is none": ("playlists", lambda row: row | {"name": None}, InvalidParameter),
    "a track that is none": ("playlist_items", lambda row: row | {"track_id": 7}, InvalidParameter),
    "a position that is none": ("playlist_items", lambda row: row | {"position": "1"}, InvalidParameter),
    "a kind that is none": ("saved", lambda row: row | {"kind": "show"}, InvalidParameter),
    "a time that is none": ("saved", lambda row: row | {"saved_at": None}, InvalidParameter),
    "a time beyond all dates": ("saved", lambda row: row | {"saved_at": 1 << 60}, InvalidParameter),
    "nothing of a row": ("saved", lambda row: {}, InvalidParameter),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_in_form_or_not_theirs_stores_nothing(people: People, second: People, what: str) -> None:
    table, change, error = WRONG[what]
    archive = _changed(_exported(people), f"tables/{table}.jsonl", _in_lines(change))
    before = _rows_of(second)
    with pytest.raises(error):
        import_from(second, archive, "Anna")
    assert _rows_of(second) == before


def test_a_playlist_of_another_account_here_is_not_taken_over(people: People) -> None:
    (berts, _), *_ = people.playlists.owned(people.listeners.by_name("Bert").id)
    archive = _changed(_exported(people), "tables/playlists.jsonl", _in_lines(lambda row: row | {"id": berts}))
    before = _rows_of(people)
    with pytest.raises(ForeignEvents, match="playlist of another listener"):
        import_from(people, archive, "Anna")
    assert _rows_of(people) == before
