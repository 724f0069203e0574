"""What models are trained from: sessions, playlists and albums, and files of others with the label of their source."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.baskets import Basket, Item
from accord.domain.errors import ConsentMissing, OutsideProfile, SourceRefused, UnreadableHistory
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import Settings
from accord.histories import listenbrainz_dump, playlist_dataset, playlist_files
from accord.library.people import People, open_people
from accord.recommend.learning.trainer import Trainer
from accord.recommend.learnt import Learnt
from accord.recommend.model.model import Model
from accord.recommend.trained import TrainedModels
from accord.rights.summary import training_summary
from tests.recommend.crowd import NOON, joined, key, listens, stocked, tastes


@pytest.fixture
def people(tmp_path: Path, empty: Path) -> Iterator[People]:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(empty, home)
    with open_people(Settings(home=home)) as found:
        stocked(found, 40)
        yield found


def only(people: People, listener_id: str | None = None) -> Model:
    (found,) = TrainedModels(people).learnt(listener_id)
    assert isinstance(found, Learnt)
    assert isinstance(found.stored, Model)
    return found.stored


def scored(model: Model, heard: int) -> set[str]:
    scores = model.scores(model.history([key(heard)]))
    return {model.ids[item] for item in range(len(scores)) if scores[item] > 0}


def test_albums_are_rows(people: People) -> None:
    trained = Trainer(people).lists()
    assert (trained.rows, trained.items) == (4, 40)
    assert scored(only(people), 5) == {key(number) for number in range(10)} - {key(5)}
    again = Trainer(people).lists()
    assert (again.changed, again.id) == (0, trained.id)


def test_own_sessions_end_after_half_an_hour_and_answer_nobody_else(people: People) -> None:
    ada = joined(people, "Ada", [1, 2, 3])
    people.listening.add(ada, listens([3, 21, 22], NOON + 10_000))
    with pytest.raises(ConsentMissing):
        Trainer(people).sittings(ada)
    people.consents.give(ada, Purpose.PERSONALISATION)
    trained = Trainer(people).sittings(ada)
    assert (trained.rows, trained.items) == (2, 5)
    model = only(people, ada)
    assert scored(model, 1) == {key(2), key(3)}
    assert scored(model, 21) == {key(3), key(22)}
    assert TrainedModels(people).learnt(None) == []
    assert TrainedModels(people).learnt(joined(people, "Bob", [1])) == []
    assert [one.listener_id for one in Trainer(people).everybody()] == [ada]
    people.consents.withdraw(ada, Purpose.PERSONALISATION)
    assert TrainedModels(people).learnt(ada) == []


def test_own_playlists_are_rows_of_ones_own(people: People) -> None:
    ada = joined(people, "Ada", [], Purpose.PERSONALISATION)
    playlist = people.playlists.create(ada, "Mine")
    people.playlists.add(playlist, ada, [key(7), key(30)])
    Trainer(people).sittings(ada)
    assert scored(only(people, ada), 7) == {key(30)}


def test_listens_of_a_source_that_does_not_allow_it_are_left_out(people: People) -> None:
    heard = tastes(8, 40, 1)
    ids = [joined(people, f"P{n}", row, Purpose.TRAINING) for n, row in enumerate(heard)]
    (other,) = listens([39], NOON - 1_000_000)
    people.listening.add(ids[0], [dataclasses.replace(other, source_id="export-spotify-ids")])
    trained = Trainer(people).people()
    assert trained.not_allowed == 1
    assert trained.label is not None
    assert trained.label.sources == {"own-listening"}


def slices(folder: Path) -> Path:
    """Eight playlists of songs 0 to 9, in the form of the Million Playlist Dataset."""
    tracks = [
        {"artist_name": "Artist 0", "track_name": f"Song {number}", "duration_ms": 60_000} for number in range(10)
    ]
    written = [{"pid": pid, "name": "x", "tracks": tracks} for pid in range(8)]
    folder.mkdir()
    (folder / "mpd.slice.0-7.json").write_text(json.dumps({"info": {}, "playlists": written}))
    return folder


def test_a_research_source_makes_a_research_model(people: People, tmp_path: Path) -> None:
    folder = slices(tmp_path / "mpd")
    with pytest.raises(OutsideProfile, match=r"model mpd .* profile personal"):
        Trainer(people).files(playlist_dataset.playlists(folder), "mpd")
    settings = people.settings.model_copy(update={"profile": Profile.RESEARCH})
    research = People(people.library, settings)
    trained = Trainer(research).files(playlist_dataset.playlists(folder), "mpd")
    assert (trained.rows, trained.items) == (8, 10)
    assert trained.label is not None
    assert trained.label.purposes == {Purpose.NON_COMMERCIAL_RESEARCH}
    assert [one.sources for one in TrainedModels(research).learnt(None)] == [("mpd",)]
    assert TrainedModels(people).learnt(None) == []
    assert trained.id is not None
    summary = training_summary(research.lineage.trace(trained.id), "Somebody")
    assert summary["list of data sources"][0]["total"] == 8


def test_a_listenbrainz_dump_is_matched_and_keeps_no_name(people: People, tmp_path: Path) -> None:
    lines = [
        {
            "user_name": f"pseudonym-{person}",
            "listened_at": NOON + number,
            "track_metadata": {"artist_name": "Artist 1", "track_name": f"Song {number}", "release_name": "Album 1"},
        }
        for person in range(7)
        for number in (*range(10, 16), 9_999)
    ]
    data = "\n".join(map(json.dumps, lines)).encode()
    with tarfile.open(tmp_path / "dump.tar.gz", "w:gz") as archive:
        member = tarfile.TarInfo("dump/listens/2025/6.listens")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    trained = Trainer(people).files(listenbrainz_dump.listens(tmp_path / "dump.tar.gz"), "listenbrainz", "people")
    assert (trained.rows, trained.items, trained.unknown) == (7, 6, 7)
    model = only(people)
    assert model.parameters.least == 6
    assert scored(model, 10) == {key(number) for number in range(11, 16)}
    files = list((people.settings.home / "trained").glob("*.model"))
    assert not any(b"pseudonym" in path.read_bytes() for path in files)


def test_playlists_in_files_are_found_by_path_and_by_name(people: People, tmp_path: Path) -> None:
    (tmp_path / "a.m3u").write_text(
        "#EXTM3U\n/music/0/1.ogg\n/music/3/33.ogg\n#EXTINF:60,Artist 1 - Song 12\nmissing.ogg\n"
    )
    trained = Trainer(people).files(playlist_files.playlists(tmp_path / "a.m3u"), "own-audio")
    assert (trained.rows, trained.items) == (1, 3)
    assert scored(only(people), 1) == {key(12), key(33)}


def test_rows_of_nothing_here_make_no_model(people: People) -> None:
    rows = [Basket("a", [Item("Nobody", "Nothing"), Item("Nobody", "Anything")])]
    with pytest.raises(UnreadableHistory, match="two recordings"):
        Trainer(people).files(rows, "listenbrainz")
    with pytest.raises((SourceRefused, OutsideProfile)):
        Trainer(people).files(rows, "spotify-mirrors")
    assert people.models.every() == []
