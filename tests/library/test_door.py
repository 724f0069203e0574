"""What may not be used is not seen, whatever is asked; what is there and out of reach is refused by name."""

from __future__ import annotations

import ast
import inspect
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from accord.domain.errors import OutsideProfile, PurposeDenied, RightsError, UnknownSource
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import Settings
from accord.library.catalogue import Library, open_library
from accord.library.door import Door
from accord.rights.registry import DEMO_LIBRARY, OWN_AUDIO
from accord.store.filtered import OF_PEOPLE, VISIBLE
from accord.store.schema import Base
from tests.library.shelf import analysis_of, scanned, sound

SOURCES = Path(inspect.getfile(Library)).parent


@pytest.fixture
def home(settings: Settings, empty: Path) -> Path:
    """A library with one track of the operator's own and one that anybody may use; both credit one artist."""
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with open_library(settings) as library:
        for name, source in (("mine", OWN_AUDIO), ("free", DEMO_LIBRARY)):
            file = scanned(
                f"/{name}/1.ogg", name, title=name, artists=("Shared", name), album=name, genres=("Rock", name)
            )
            library.record_file(file, analysis_of(name), source.id)
    return settings.home


@pytest.fixture
def commercial(home: Path) -> Iterator[Library]:
    with open_library(Settings(home=home, profile=Profile.COMMERCIAL)) as library:
        yield library


def test_every_table_of_the_catalogue_is_behind_the_door() -> None:
    sourced = {name for name, table in Base.metadata.tables.items() if "source_id" in table.columns}
    assert sourced == set(VISIBLE) | OF_PEOPLE


def test_a_personal_accord_sees_everything_at_no_cost(home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        assert None not in library.tracks([sound("mine"), sound("free")])
        with library.door.reading(Purpose.SERVICE) as db:
            assert db.rows("SELECT * FROM sqlite_temp_schema") == []
        assert library.door.refused() == {}


@pytest.mark.parametrize(
    "ask",
    [
        lambda library: library.tracks([sound("mine")]),
        lambda library: library.tracks([sound("free"), sound("mine")]),
        lambda library: library.features_documents([sound("mine")]),
        lambda library: library.features_documents([sound("free"), sound("mine")]),
        lambda library: library.analysis_document(sound("mine")),
    ],
)
def test_what_is_outside_the_profile_is_refused_by_name(commercial: Library, ask: Callable[[Library], object]) -> None:
    with pytest.raises(OutsideProfile, match=f"{OWN_AUDIO.name} may not be used .* profile commercial"):
        ask(commercial)


def test_what_is_inside_the_profile_is_answered_whole(commercial: Library) -> None:
    (track,) = commercial.tracks([sound("free")])
    assert track is not None
    assert [artist.name for artist in track.artists] == ["Shared", "free"]
    assert commercial.features_documents([sound("free")]) == [b"features free 1"]
    assert commercial.release_tracks(track.release.id, 9, 0).total == 1
    (shared, other) = commercial.artists([artist.id for artist in track.artists])
    assert shared is not None
    assert shared.genres == ("Rock", "free"), "genres of hidden files are hidden"
    assert other is not None
    assert commercial.tracks([sound("nothing")]) == [None]


def test_lists_leave_out_what_is_outside_the_profile(commercial: Library) -> None:
    assert [track.title for track in commercial.any_tracks(9)] == ["free"]
    assert [track.title for track in commercial.search("rock", "track", 9, 0).items] == ["free"]
    assert {artist.name for artist in commercial.search("rock", "artist", 9, 0).items} == {"Shared", "free"}
    assert [release.title for release in commercial.search("rock", "release", 9, 0).items] == ["free"]
    assert commercial.search("mine", "track", 9, 0).total == 0
    assert commercial.door.refused() == {OWN_AUDIO.id: 1}


def test_a_source_that_the_registry_forgot_is_hidden(home: Path) -> None:
    with open_library(Settings(home=home)) as library, library.store.writing() as db:
        row = {"id": "hearsay", "name": "Hearsay", "purposes": '["dpv:ServiceProvision"]'}
        db.exec_driver_sql(
            "INSERT INTO sources VALUES (:id, :name, :purposes, '[]', '[]')", row
        )  # as an older or a tampered version would have left it
        db.exec_driver_sql("UPDATE files SET source_id = 'hearsay' WHERE source_id = 'own-audio'")
        db.exec_driver_sql("UPDATE tracks SET source_id = 'hearsay' WHERE source_id = 'own-audio'")
    with open_library(Settings(home=home)) as library:
        assert [track.title for track in library.any_tracks(9)] == ["free"]
        with pytest.raises(UnknownSource, match="hearsay"):
            library.tracks([sound("mine")])


def test_a_purpose_that_the_label_lacks_is_denied_in_any_profile(home: Path) -> None:
    with open_library(Settings(home=home)) as library:
        with pytest.raises(PurposeDenied, match="own-audio may not be used for dpv:CommercialPurpose"):
            library.door.require(Purpose.COMMERCIAL, OWN_AUDIO.id)
        with library.door.reading(Purpose.COMMERCIAL) as db:
            assert db.value("SELECT count(*) FROM tracks") == 1
        assert library.door.require(Purpose.COMMERCIAL, DEMO_LIBRARY.id).allowed


@pytest.mark.parametrize("source_id", ["mpd", "spotify-web-api", "hearsay", "own-listening"])
def test_the_catalogue_takes_rows_of_music_files_only(commercial: Library, source_id: str) -> None:
    with pytest.raises(RightsError):
        commercial.record_file(scanned("/x.ogg", "x"), None, source_id)


def test_no_statement_reads_past_the_door(commercial: Library) -> None:
    with commercial.door.reading(Purpose.SERVICE) as db:
        for table in VISIBLE:
            sources = db.column(f"SELECT DISTINCT source_id FROM {table}")
            shared = table in {"artists", "artist_aliases", "genres", "search_entries"}
            assert set(sources) <= {DEMO_LIBRARY.id} | ({OWN_AUDIO.id} if shared else set()), table


KEEPERS = {
    *(
        "door.py",
        "apps.py",
        "opening.py",
        "listeners.py",
        "consents.py",
        "lineage.py",
        "provenance.py",
        "derivations.py",
    ),
    *("derivations.py", "erasure.py", "tombstones.py", "consent_rows.py", "backup.py", "backup_archive.py"),
    *("transfer.py", "transfer_import.py", "listener_rows.py", "playlists.py", "saved.py", "accounts.py", "grants.py"),
    *("passwords.py", "sessions.py", "old_ids.py", "feedback.py", "models.py"),
}
"""Files that may come to the store otherwise: the door itself, and those that keep accounts, records and lineage."""


@cache
def _trees() -> dict[Path, ast.Module]:
    """The files of the package."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES.parent.rglob("*.py")}


def _reaches(tree: ast.Module) -> bool:
    """Whether a file opens a connection of its own to the store."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"reader", "raw_connection", "driver_connection"}:
            return True
        if isinstance(node, ast.Attribute) and node.attr == "reading":
            owner = node.value
            if (owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")).endswith("store"):
                return True
    return False


def test_nothing_goes_round_the_door() -> None:
    reaching = {path.name for path, tree in _trees().items() if path.is_relative_to(SOURCES) and _reaches(tree)}
    assert "door.py" in reaching, "the check sees what it looks for"
    assert not reaching - KEEPERS


def _calling(name: str) -> set[str]:
    """Return the files of the package that call something by a name."""
    return {
        str(path.relative_to(SOURCES.parent))
        for path, tree in _trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == name
    }


def test_only_the_rule_itself_makes_decisions() -> None:
    assert _calling("Decision") == {"rights/decision.py"}


def test_what_was_heard_is_read_on_a_decision_or_for_the_listener_themselves() -> None:
    theirs = {f"library/{name}.py" for name in ("erasure", "listening", "tombstones", "transfer", "transfer_import")}
    assert _calling("own") <= theirs, "access and erasure need no consent; all else goes through Listening.heard"
    listening = [path for path in SOURCES.parent.rglob("*.py") if "library.heard import" in path.read_text()]
    opening = [path.name for path in listening if "Heard(" in path.read_text()]
    assert opening == ["listening.py"], "others may name the type of what they are handed"


def test_what_a_server_asks_of_the_library_names_its_purpose() -> None:
    source = inspect.getsource(Library)
    asked = source[source.index("# What a server asks") :]
    assert "maintaining" not in asked
    assert inspect.signature(Door.reading).parameters["purpose"].default is inspect.Parameter.empty
