"""Trained models: kept with what they are, and refused by name where that does not hold."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from accord.domain.errors import KeyLost, ModelUnusable, NotFound, OutsideProfile
from accord.domain.labels import Profile, Purpose
from accord.domain.settings import Settings
from accord.library.backup import back_up
from accord.library.backup_archive import unpack
from accord.library.model_file import Header, packed, unpacked
from accord.library.models import LISTS, SESSIONS, Artefact
from accord.library.people import People
from accord.library.transfer import export_to
from accord.rights.lineage import Derived, Input, derive
from tests.library import bytescan
from tests.library.household import opened

PAYLOAD = b"what was learned" * 100


@pytest.fixture
def people(settings: Settings, empty: Path) -> Iterator[People]:
    settings.home.mkdir()
    shutil.copy(empty, settings.home)
    with opened(settings) as found:
        yield found


def made(name: str = LISTS, source_id: str = "accord-demo", listener_id: str | None = None) -> Derived:
    inputs = [Input.of("rows", source_id, 7, listener_id)]
    personal = Purpose.PERSONALISATION in inputs[0].label.purposes
    purpose = Purpose.PERSONALISATION if personal else Purpose.NON_COMMERCIAL_RESEARCH
    return derive("model", name, purpose=purpose, activity="learning", agent="test", inputs=inputs)


def file_of(people: People, model: Artefact) -> Path:
    return people.settings.home / model.location


def in_profile(people: People, profile: Profile) -> People:
    return People(people.library, people.settings.model_copy(update={"profile": profile}))


def test_what_was_kept_is_read_by_its_owner_alone_and_has_a_lineage(people: People) -> None:
    kept = people.models.keep(made(), PAYLOAD)
    assert people.models.read(kept.id) == PAYLOAD
    assert people.models.usable() == [kept]
    assert stat.S_IMODE(file_of(people, kept).stat().st_mode) == 0o600
    assert people.lineage.trace(kept.id).label.sources == {"accord-demo"}
    header, payload = unpacked(file_of(people, kept).read_bytes(), "lists")
    assert (header.name, header.lineage, payload) == (LISTS, kept.id, PAYLOAD)


def test_a_newer_one_takes_the_place_of_the_older(people: People) -> None:
    old = people.models.keep(made(), PAYLOAD)
    new = people.models.keep(made(), PAYLOAD + b"!")
    assert people.models.every() == [new]
    assert not file_of(people, old).exists()
    with pytest.raises(NotFound, match="withdrawn"):
        people.models.read(old.id)


@pytest.mark.parametrize("at", [0, 20, 40, 300, -1])
def test_an_edited_file_is_refused_by_name(people: People, at: int) -> None:
    kept = people.models.keep(made(), PAYLOAD)
    data = bytearray(file_of(people, kept).read_bytes())
    data[at] ^= 1
    file_of(people, kept).write_bytes(data)
    with pytest.raises(ModelUnusable, match="model lists"):
        people.models.read(kept.id)
    assert isinstance(people.models.refused()[LISTS], ModelUnusable)


@pytest.mark.parametrize("left", [0, 5, 20, 100, -1])
def test_a_file_that_was_cut_off_is_refused(people: People, left: int) -> None:
    kept = people.models.keep(made(), PAYLOAD)
    path = file_of(people, kept)
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(ModelUnusable, match="cut off"):
        people.models.read(kept.id)
    path.unlink()
    with pytest.raises(ModelUnusable, match="cannot be read"):
        people.models.read(kept.id)


def test_an_older_file_and_one_of_an_older_accord_are_refused(people: People) -> None:
    old = people.models.keep(made(), PAYLOAD)
    before = file_of(people, old).read_bytes()
    new = people.models.keep(made(), PAYLOAD + b"!")
    file_of(people, new).write_bytes(before)
    with pytest.raises(ModelUnusable, match="an older one than"):
        people.models.read(new.id)
    header, payload = unpacked(before, "lists")
    values = {name: getattr(header, name) for name in Header.__slots__}
    file_of(people, new).write_bytes(packed(Header(**{**values, "version": 0}), payload))
    with pytest.raises(ModelUnusable, match="an older Accord"):
        people.models.read(new.id)


def test_a_file_of_another_library_is_refused(people: People, tmp_path: Path) -> None:
    kept = people.models.keep(made(), PAYLOAD)
    with opened(Settings(home=tmp_path / "other")) as others:
        theirs = others.models.keep(made(), PAYLOAD)
        file_of(people, kept).write_bytes(file_of(others, theirs).read_bytes())
    with pytest.raises(ModelUnusable, match="another library"):
        people.models.read(kept.id)


def test_a_model_of_a_research_source_is_refused_by_name_in_every_other_profile(people: People) -> None:
    research = in_profile(people, Profile.RESEARCH)
    kept = research.models.keep(made("mpd", "mpd"), PAYLOAD)
    assert research.models.read(kept.id) == PAYLOAD
    for profile in (Profile.PERSONAL, Profile.COMMERCIAL):
        other = in_profile(people, profile)
        with pytest.raises(OutsideProfile, match=f"model mpd .* profile {profile}"):
            other.models.read(kept.id)
        assert other.models.usable() == []
        assert isinstance(other.models.refused()["mpd"], OutsideProfile)
        with pytest.raises(OutsideProfile):
            other.models.keep(made("mpd", "mpd"), PAYLOAD)


def test_one_listeners_own_is_sealed_for_them_and_ends_with_their_consent(people: People) -> None:
    ada, bob = (people.listeners.add(name)[0].id for name in ("Ada", "Bob"))
    for id_ in (ada, bob):
        people.consents.give(id_, Purpose.PERSONALISATION)
    hers = people.models.keep(made(SESSIONS, "own-listening", ada), PAYLOAD)
    his = people.models.keep(made(SESSIONS, "own-listening", bob), PAYLOAD + b"!")
    assert people.models.usable() == []
    assert people.models.usable(ada) == [hers]
    assert people.models.usable(bob) == [his]
    assert people.models.read(hers.id) == PAYLOAD
    assert bytescan.found([people.settings.home], [PAYLOAD.decode()]) == {}
    people.consents.withdraw(ada, Purpose.PERSONALISATION)
    assert not file_of(people, hers).exists()
    with pytest.raises(NotFound):
        people.models.read(hers.id)
    people.vault.destroy_listener_key(bob)
    with pytest.raises(KeyLost):
        people.models.read(his.id)


def test_no_backup_holds_a_model(people: People, tmp_path: Path) -> None:
    people.models.keep(made(), PAYLOAD)
    back_up(people, tmp_path / "backup.tar.xz")
    (tmp_path / "unpacked").mkdir()
    unpack(tmp_path / "backup.tar.xz", tmp_path / "unpacked")
    assert not list((tmp_path / "unpacked").rglob("trained*"))


def test_what_was_written_and_never_recorded_goes(people: People) -> None:
    kept = people.models.keep(made(), PAYLOAD)
    stray = file_of(people, kept).with_name("people-0123456789abcdef.model")
    stray.write_bytes(b"left by a power cut")
    newer = people.models.keep(made("accord-demo"), PAYLOAD)
    assert not stray.exists()
    assert {file_of(people, one).name for one in (kept, newer)} == {
        name for name in os.listdir(stray.parent) if name.endswith(".model")
    }


def test_t7_ones_own_model_is_in_ones_export_and_opens_there(people: People, tmp_path: Path) -> None:
    ada = people.listeners.add("Ada")[0]
    people.consents.give(ada.id, Purpose.PERSONALISATION)
    kept = people.models.keep(made(SESSIONS, "own-listening", ada.id), PAYLOAD)
    export_to(people, ada, tmp_path / "ada.zip")
    with zipfile.ZipFile(tmp_path / "ada.zip") as archive:
        assert archive.read(f"derived/{kept.id}.model") == PAYLOAD
