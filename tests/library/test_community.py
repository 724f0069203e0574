"""Shared sums through the whole system: who agreed, what is read, what gets out, and what is spent for good."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from accord.domain.entities import Listen
from accord.domain.errors import BudgetSpent, CommunityTooSmall, ConsentMissing, InvalidParameter, StoreError
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library import community_file
from accord.library.backup import back_up
from accord.library.budget_ledger import BudgetLedger
from accord.library.community import PURPOSE, WHAT, Grain, ledger, share, taking_part
from accord.library.people import People, open_people
from accord.library.restore import restore
from accord.rights.community import Plan
from accord.rights.log_entry import LogKind
from accord.rights.privacy_budget import cost_of, total

HALF = 2.7
"""The epsilon of a release of which two can be made, and not three."""
PEOPLE = Plan.of(HALF).least_people + 12
"""So many that some of what all of them play is shown, whatever the noise."""
BANDS = [f"Band {letter}" for letter in "ABCDEFGH"]
RARE = "Xylocanary Quartet Qq17"
NOW = int(time.time())


def _played(*artists: str, source: str = "own-listening") -> list[Listen]:
    return [
        Listen(NOW - 3_600 * (number + 1), artist, f"Song of {artist}", None, source, NOW)
        for number, artist in enumerate(artists)
    ]


@contextmanager
def _folder() -> Iterator[Path]:
    memory = Path("/dev/shm")  # hundreds of files are written and waited for, which takes long on a busy disk
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def town() -> Iterator[Path]:
    """A data folder and a folder of keys: enough people who agreed, and one who did not."""
    with _folder() as folder:
        with open_people(Settings(home=folder / "home")) as people:
            for number in range(PEOPLE):
                listener, _ = people.listeners.add(f"Person {number}")
                people.listening.add(listener.id, _played(*BANDS, *([RARE] if number < 4 else [])))
                people.consents.give(listener.id, PURPOSE)
            silent, _ = people.listeners.add("Silent")
            people.listening.add(silent.id, _played(*BANDS, RARE))
        yield folder


@pytest.fixture
def settings(town: Path) -> Iterator[Settings]:
    with _folder() as folder:
        shutil.copytree(town, folder / "town")
        yield Settings(home=folder / "town" / "home")


@pytest.fixture
def people(settings: Settings) -> Iterator[People]:
    with open_people(settings) as opened:
        yield opened


def _members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rows(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


def _uses(people: People) -> int:
    entries = people.log.entries(0, people.log.size)
    return sum(entry.kind is LogKind.USE and entry.facts["what"] == WHAT for entry in entries)


def test_a_release_says_how_it_was_made_and_what_may_be_done_with_it(people: People, tmp_path: Path) -> None:
    made = share(people, tmp_path / "sums.zip", Grain.ARTISTS, HALF)
    members = _members(made.path)
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    shown, manifest = _rows(members["artists.jsonl"]), json.loads(members["manifest.json"])
    assert {row["artist"] for row in shown} <= {band.lower() for band in BANDS}
    assert len(shown) == made.items > 0
    assert all(row["artist_a"] < row["artist_b"] for row in _rows(members["pairs.jsonl"]))
    for file in manifest["distribution"]:
        assert hashlib.sha256(members[file["name"]]).hexdigest() == file["sha256"]
    permitted = [rule["odrl:constraint"][0]["odrl:rightOperand"] for rule in manifest["usageInfo"]["odrl:permission"]]
    assert permitted == [{"@id": "dpv:DataAltruism"}]
    said = manifest["accord:privacy"]
    assert said["accord:peopleTakingPart"] == PEOPLE
    assert said["accord:leastPeopleBehindASum"] == 5
    assert said["accord:thisRelease"]["accord:epsilon"] == pytest.approx(HALF, abs=1e-3)
    assert said["accord:thisRelease"]["accord:delta"] <= said["accord:allReleasesEver"]["accord:delta"] == 1e-6
    assert all(row["people"] >= said["accord:artists"]["accord:leastShown"] for row in shown)
    entry = people.log.entry(manifest["accord:release"]["accord:leaf"])
    assert entry.kind is LogKind.EXPORT
    assert entry.facts["derived"] == manifest["accord:release"]["accord:id"] == made.id
    traced = people.lineage.trace(made.derived)
    assert traced.label.purposes == {Purpose.COMMUNITY_STATISTICS}
    assert traced.label.subjects == set(taking_part(people))


def test_nobody_is_named_and_who_did_not_agree_is_not_even_read(people: People, tmp_path: Path) -> None:
    silent = people.listeners.by_name("Silent").id
    people.vault.destroy_listener_key(silent)  # whoever read them would stumble
    made = share(people, tmp_path / "sums.zip", Grain.TRACKS, HALF)
    everything = b"".join(_members(made.path).values())
    for listener in people.listeners.every():
        assert listener.id.encode() not in everything
        assert listener.name.encode() not in everything
    assert b"xylocanary" not in everything.lower()
    assert _uses(people) == PEOPLE == made.people
    one = taking_part(people)[0]
    assert [(use["what"], use["purpose"]) for use in people.listening.decisions(one)] == [(WHAT, PURPOSE)]


def test_t18_a_second_release_does_not_show_who_came_or_went(people: People, tmp_path: Path) -> None:
    """The silent one joins as the fifth who plays something rare, and somebody else goes: neither shows."""
    first = _members(share(people, tmp_path / "first.zip", Grain.ARTISTS, HALF).path)
    people.consents.give(people.listeners.by_name("Silent").id, PURPOSE)
    gone = people.listeners.by_name(f"Person {PEOPLE - 1}").id
    people.consents.withdraw(gone, PURPOSE)
    second = _members(share(people, tmp_path / "second.zip", Grain.ARTISTS, HALF).path)
    assert gone not in people.lineage.every()[0].label.subjects
    assert b"xylocanary" not in b"".join([*first.values(), *second.values()]).lower()
    # Of eight sums over the same people not all are equal twice: the noise is drawn anew.
    assert first["artists.jsonl"] != second["artists.jsonl"]
    # The number of people and the spending are all that is exact, and neither depends on what anybody played.
    exact = [json.loads(members["manifest.json"])["accord:privacy"] for members in (first, second)]
    differing = {name for name in exact[0] if exact[0][name] != exact[1][name]}
    assert differing == {"accord:releasesSoFar", "accord:allReleasesSoFar"}


def test_t18_there_is_an_end_to_it_that_no_backup_takes_back(
    people: People, settings: Settings, tmp_path: Path
) -> None:
    archive = tmp_path / "before.tar.gz"
    back_up(people, archive)
    for name in ("one.zip", "two.zip"):
        share(people, tmp_path / name, Grain.ARTISTS, HALF)
    _refused(people, tmp_path / "three.zip")
    people.library.close()
    shutil.rmtree(settings.home)  # the log goes too: only the folder of keys knows what was spent
    restore(settings, archive, accept_loss=True)
    with open_people(settings) as back:
        assert len(ledger(back).releases()) == 2
        _refused(back, tmp_path / "three.zip")


def test_an_old_copy_of_the_folder_of_keys_does_not_take_it_back_either(
    people: People, settings: Settings, tmp_path: Path
) -> None:
    for name in ("one.zip", "two.zip"):
        share(people, tmp_path / name, Grain.ARTISTS, HALF)
    (settings.key_folder / "community-budget.jsonl").unlink()
    assert len(ledger(people).releases()) == 2
    _refused(people, tmp_path / "three.zip")


def _refused(people: People, target: Path) -> None:
    before = _uses(people)
    with pytest.raises(BudgetSpent, match="more than is left"):
        share(people, target, Grain.TRACKS, HALF)
    assert _uses(people) == before
    assert not target.exists()


def test_too_few_people_cost_nothing_and_are_not_read(people: People, settings: Settings, tmp_path: Path) -> None:
    size = people.log.size
    with pytest.raises(CommunityTooSmall, match=f"{PEOPLE} people agreed"):
        share(people, tmp_path / "sums.zip", Grain.ARTISTS, 1.0)
    assert people.log.size == size
    assert not (settings.key_folder / "community-budget.jsonl").exists()
    assert not (tmp_path / "sums.zip").exists()


def test_a_file_that_is_there_is_left_alone(people: People, tmp_path: Path) -> None:
    (tmp_path / "sums.zip").write_text("mine")
    for target in (tmp_path / "sums.zip", tmp_path / "nowhere" / "sums.zip"):
        with pytest.raises(InvalidParameter):
            share(people, target)
    assert (tmp_path / "sums.zip").read_text() == "mine"
    assert not ledger(people).releases()


def test_who_withdraws_while_the_sums_are_made_stops_them(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write: Callable[..., bytes] = community_file.written

    def written(*arguments: Any) -> bytes:
        people.consents.withdraw(taking_part(people)[0], PURPOSE)
        return write(*arguments)

    monkeypatch.setattr(community_file, "written", written)
    with pytest.raises(ConsentMissing, match="withdrew while"):
        share(people, tmp_path / "sums.zip", Grain.ARTISTS, HALF)
    assert not (tmp_path / "sums.zip").exists()
    assert people.lineage.every()[0].invalidated_at is not None
    assert total(ledger(people).releases().values()) == cost_of(HALF)  # what was read is paid for


def test_what_may_not_be_counted_is_not(people: People, tmp_path: Path) -> None:
    """A band that all have only from a source whose terms do not let it be counted."""
    for listener_id in taking_part(people):
        people.listening.add(listener_id, _played(*["Hidden Band"] * 30, source="export-spotify-ids"))
    made = share(people, tmp_path / "sums.zip", Grain.ARTISTS, HALF)
    assert b"hidden" not in _members(made.path)["artists.jsonl"]


# The ledger


def _books(people: People) -> BudgetLedger:
    return BudgetLedger(people.settings.key_folder, people.log)


def test_two_at_once_cannot_spend_the_same(people: People) -> None:
    def spend(number: int) -> bool:
        try:
            _books(people).spend(f"release {number}", cost_of(HALF), {"format": "test"})
        except BudgetSpent:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(spend, range(4))) == 2


def test_a_line_cut_off_by_a_power_cut_is_dropped_and_a_damaged_one_stops_everything(
    people: People, settings: Settings
) -> None:
    books, path = _books(people), settings.key_folder / "community-budget.jsonl"
    books.spend("one", cost_of(0.5), {})
    with path.open("a") as file:
        file.write('{"release": "tw')
    assert books.releases() == {"one": cost_of(0.5)}
    books.spend("two", cost_of(0.5), {})
    assert books.releases() == {"one": cost_of(0.5), "two": cost_of(0.5)}
    assert path.stat().st_mode & 0o077 == 0
    path.write_text('{"release": "one", "rho": "lots", "delta": "0"}\n')
    with pytest.raises(StoreError, match=r"Line 1 .* damaged"):
        books.releases()


def test_the_archive_tells_nothing_by_its_form() -> None:
    """Same sums, same second: same bytes."""
    from accord.library.community import _label
    from accord.rights.community import Sums

    plan = Plan.of(HALF)
    about = community_file.About("id", "artists", plan, PEOPLE, 1, "key", "accord")
    sums, names = Sums({0: 70, 2: 80}, {(0, 2): 71}), [("b",), ("never shown",), ("a",)]
    one, two = (community_file.written(sums, names, about, (plan.cost,), _label(), NOW) for _ in range(2))
    assert one == two
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert _rows(archive.read("artists.jsonl")) == [{"artist": "a", "people": 80}, {"artist": "b", "people": 70}]
        assert _rows(archive.read("pairs.jsonl")) == [{"artist_a": "a", "artist_b": "b", "people": 71}]
        assert b"never shown" not in b"".join(archive.read(name) for name in archive.namelist())
