"""Withdrawal through the whole library: what is left is what training without the person gives, to the last bit."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from accord.domain.errors import ConsentMissing, NotFound
from accord.domain.labels import Purpose
from accord.domain.settings import Settings
from accord.library.backup import back_up
from accord.library.erasure import erase
from accord.library.people import People, open_people
from accord.library.restore import restore
from accord.recommend.learning.leaving import Leaving
from accord.recommend.learning.trainer import Trainer
from accord.recommend.learning.unlearning import Unlearning
from accord.recommend.model.model import Model
from accord.recommend.trained import TrainedModels
from accord.rights.log_entry import LogKind
from tests.library import bytescan
from tests.recommend.crowd import NOON, from_scratch, joined, key, listens, stocked, tastes

TRACKS = 80


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here is about power cuts, and a crowd writes much."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@contextmanager
def crowd(home: Path, heard: list[list[int]]) -> Iterator[tuple[People, list[str]]]:
    """A library and listeners who share what they heard."""
    with open_people(Settings(home=home / "home")) as people:
        stocked(people, TRACKS)
        yield people, [joined(people, f"P{n}", row, Purpose.TRAINING) for n, row in enumerate(heard)]


def digest(people: People) -> str | None:
    """Return the digest of the people's model that answers now."""
    found = [one for one in TrainedModels(people).learnt(None) if one.kind == "people"]
    return found[0].digest if found else None


@pytest.mark.parametrize(
    ("seed", "size", "leaving"), [(1, 116, (1, 10, 100)), (2, 24, (1, 10)), (3, 18, (1, 10))], ids=["A", "B", "C"]
)
def test_t10_after_leaving_the_model_is_that_of_a_training_without(
    tmp_path: Path, seed: int, size: int, leaving: tuple[int, ...]
) -> None:
    heard = tastes(size, TRACKS, seed)
    with crowd(tmp_path, heard) as (people, ids):
        trained = Trainer(people, threads=1).people()
        assert (trained.rows, trained.changed) == (size, size)
        assert trained.digest == digest(people) == from_scratch(heard, threads=2).digest()
        leave, gone = Leaving(people), 0
        for count in leaving:
            before = digest(people)
            for id_ in ids[gone : gone + count]:
                people.consents.withdraw(id_, Purpose.TRAINING)
                assert digest(people) is None
                assert id_ not in people.models.counts.members()
            gone += count
            receipts = leave.finish()
            assert len(receipts) == count
            assert {one.old_digest for one in receipts} == {before}
            without = from_scratch(heard[gone:], threads=1)
            assert {one.new_digest for one in receipts} == {without.digest()} == {digest(people)}
            assert without.digest() == from_scratch(heard[gone:], threads=2).digest()
        again = Trainer(people).people()
        assert (again.changed, again.digest) == (0, digest(people))


def test_t11_whoever_left_can_no_longer_be_told_from_the_model(tmp_path: Path) -> None:
    heard = tastes(30, TRACKS, 4)
    heard[0] = [*range(3), *range(40, 46), *range(70, 76)]  # what nobody else has together
    heard += [list(heard[0]) for _ in range(6)]

    def of_itself(model: Model) -> float:
        history = model.history([key(number) for number in heard[0]])
        return float(model.scores(history)[history].sum())

    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        (with_them,) = TrainedModels(people).learnt(None)
        leave = Leaving(people)
        leavers = [ids[0], *ids[30:]]
        for id_ in leavers:
            people.consents.withdraw(id_, Purpose.TRAINING)
        leave.finish()
        (without_them,) = TrainedModels(people).learnt(None)
        assert isinstance(with_them.stored, Model)
        assert isinstance(without_them.stored, Model)
        never = from_scratch(heard[1:30])
        assert of_itself(without_them.stored) == of_itself(never)
        assert of_itself(with_them.stored) > 2 * of_itself(never)
        assert np.array_equal(without_them.stored.totals, never.totals)


def test_t10_erasure_a_restored_backup_and_revocation_lead_to_the_same(tmp_path: Path) -> None:
    heard = tastes(14, TRACKS, 5)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        back_up(people, tmp_path / "before.tar.xz")
        leave = Leaving(people)
        erase(people, ids[0], "subject")
        assert digest(people) is None
        people.consents.revoke(ids[1], Purpose.TRAINING)
        (first, second) = leave.finish()
        wanted = from_scratch(heard[2:]).digest()
        assert first.new_digest == second.new_digest == digest(people) == wanted
        assert bytescan.found([people.settings.home], [ids[0]]) == {}
        settings = people.settings
    restore(settings, tmp_path / "before.tar.xz", replace=True)
    with open_people(settings) as people:
        assert digest(people) is None  # no model is in a backup
        assert Trainer(people).people().digest == digest(people) == wanted
        assert bytescan.found([people.settings.home], [ids[0]]) == {}


def test_without_anything_that_can_unlearn_the_counts_go_as_a_whole(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 6)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        people.consents.withdraw(ids[0], Purpose.TRAINING)
        assert people.models.counts.read() is None
        assert digest(people) is None
        assert not list((people.settings.home / "trained").glob("rows/*"))
        assert Trainer(people).people().digest == from_scratch(heard[1:]).digest()


def test_a_consent_that_ended_by_time_ends_the_model(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 7)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        settings = people.settings
        people.consents.withdraw(ids[0], Purpose.PERSONALISATION)  # another purpose: nothing happens
        assert digest(people) is not None
        late = People(people.library, settings, lambda: time.time() + 3 * 365 * 86_400)
        (one,) = late.models.every()
        with pytest.raises(ConsentMissing, match="people"):
            late.models.read(one.id)
        assert late.models.usable() == []
        late.models.settle()
        assert people.models.counts.members() == {}
        assert people.models.every() == []


def test_training_counts_only_the_rows_that_changed(tmp_path: Path) -> None:
    heard = tastes(12, TRACKS, 8)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        people.listening.add(ids[3], listens([77, 78, 79], NOON + 100_000))
        joined(people, "Newcomer", heard[0], Purpose.TRAINING)
        joined(people, "Bystander", heard[1])
        changed = Trainer(people).people()
        assert changed.changed == 2
        heard[3] = sorted({*heard[3], 77, 78, 79})
        assert changed.digest == from_scratch([*heard, heard[0]]).digest()
        assert len(people.models.every()) == 1
        assert len(list((people.settings.home / "trained").glob("*.model"))) == 1


def test_damaged_counts_are_counted_anew(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 9)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        (path,) = (people.settings.home / "trained").glob("*.pairs")
        data = bytearray(path.read_bytes())
        data[-5] ^= 1
        path.write_bytes(data)
        leave = Leaving(people)
        people.consents.withdraw(ids[0], Purpose.TRAINING)
        assert leave.finish() == []
        assert not path.exists()
        assert Trainer(people).people().digest == from_scratch(heard[1:]).digest()


def test_a_change_of_the_counts_that_was_cut_off_leaves_nothing_of_it(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 9)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        counts, home = people.models.counts, people.settings.home
        members = {id_: one for id_, one in counts.members().items() if id_ != ids[0]}
        with counts.locked(), counts.changing(members):
            shutil.copytree(home, tmp_path / "cut")  # what is on the disk if the power goes now
            shutil.copytree(people.settings.key_folder, tmp_path / "cut-keys")
        assert counts.members().keys() == set(ids[1:])
        with pytest.raises(RuntimeError, match="no room"), counts.locked(), counts.changing(members):
            raise RuntimeError("no room")
        assert counts.read() is None
        assert not list((home / "trained").glob("*.pairs"))
    assert list((tmp_path / "cut" / "trained").glob("*.pairs"))
    with open_people(Settings(home=tmp_path / "cut")) as people:
        assert people.models.counts.read() is None
        assert not list((tmp_path / "cut" / "trained").glob("*.pairs"))
        assert not list((tmp_path / "cut" / "trained" / "rows").iterdir())
        assert Trainer(people).people().digest == from_scratch(heard).digest()


def test_the_other_of_a_household_of_two_shows_in_nothing(tmp_path: Path) -> None:
    with crowd(tmp_path, [list(range(30)), list(range(10, 40))]) as (people, ids):
        trained = Trainer(people).people()
        assert trained.rows == 2
        (learnt,) = TrainedModels(people).learnt(ids[0])
        answers = learnt.model
        assert isinstance(answers, Model)
        history = answers.history([key(number) for number in range(30)])
        assert len(history) == 30
        assert not answers.scores(history).any()
        assert not any(answers.parts(item, history) for item in range(40))


def test_in_the_background_the_second_receipt_follows(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 10)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        people.models.on_leaving = Unlearning(people, background=True).take_out
        people.consents.withdraw(ids[0], Purpose.TRAINING)
        people.consents.withdraw(ids[1], Purpose.TRAINING)
        deadline = time.monotonic() + 60
        while people.models.unlearned.pending() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert people.models.unlearned.pending() == []
        assert digest(people) == from_scratch(heard[2:]).digest()


def test_what_a_stopped_server_had_yet_to_do_is_done_by_the_next(tmp_path: Path) -> None:
    heard = tastes(9, TRACKS, 11)
    with crowd(tmp_path, heard) as (people, ids):
        Trainer(people).people()
        Leaving(people)
        people.consents.withdraw(ids[0], Purpose.TRAINING)
        (waiting,) = people.models.unlearned.pending()
        (done,) = Unlearning(people).finish()
        assert done.id == waiting.id
        assert people.models.unlearned.find(done.id) == done
        assert done.new_digest == from_scratch(heard[1:]).digest()
        with pytest.raises(NotFound):
            people.models.unlearned.find("../people")


def test_training_and_withdrawal_are_in_the_log_without_names(tmp_path: Path) -> None:
    with crowd(tmp_path, tastes(9, TRACKS, 12)) as (people, ids):
        trained = Trainer(people).people()
        entries = people.log.entries(0, people.log.size)
        (leaf,) = [entry for entry in entries if entry.kind == LogKind.TRAINING]
        assert leaf.facts["derived"] == trained.id
        assert leaf.facts["subjects"] == 9
        assert not any(id_ in str(entries) for id_ in ids)
        uses = [entry for entry in entries if entry.kind == LogKind.USE]
        assert len(uses) == 9
