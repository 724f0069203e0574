"""Keys are kept for their owner alone, gone when destroyed; tombstones say what was erased and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from accord.domain.errors import InvalidId, KeyLost, StoreError
from accord.library.vault import Tombstone, Vault, digest

ANNA = "11111111-1111-4111-8111-111111111111"
BERT = "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "keys")


def test_nothing_is_touched_before_it_is_needed(vault: Vault) -> None:
    assert not vault.has_key(ANNA)
    assert not vault.has_signing_key()
    assert vault.tombstones() == []
    vault.destroy_listener_key(ANNA)
    assert not vault.folder.exists()


def test_each_listener_has_a_key_of_their_own_that_stays(vault: Vault) -> None:
    vault.make_listener_key(ANNA)
    vault.make_listener_key(BERT)
    key = vault.listener_key(ANNA)
    vault.make_listener_key(ANNA)
    assert vault.listener_key(ANNA) == key == Vault(vault.folder).listener_key(ANNA)
    assert len(key) == 32
    assert vault.listener_key(BERT) != key


def test_nobody_else_can_read_the_folder(vault: Vault) -> None:
    vault.make_listener_key(ANNA)
    vault.signing_key()
    vault.preview_key()
    vault.bury("listener", ANNA, 1)
    for path in (vault.folder, *vault.folder.rglob("*")):
        assert path.stat().st_mode & 0o077 == 0, path
    assert {path.suffix for path in vault.folder.rglob("*") if path.is_file()} == {".key", ".jsonl"}


def test_a_destroyed_key_is_gone(vault: Vault) -> None:
    vault.make_listener_key(ANNA)
    key = vault.listener_key(ANNA)
    (vault.folder / "listeners" / f"{ANNA}.key.0123.new").write_bytes(key)
    vault.destroy_listener_key(ANNA)
    assert not vault.has_key(ANNA)
    assert not [path for path in vault.folder.rglob("*") if path.is_file()]
    with pytest.raises(KeyLost, match=ANNA):
        vault.listening_key(ANNA)
    vault.make_listener_key(ANNA)
    assert vault.listener_key(ANNA) != key


def test_a_key_that_is_not_whole_is_lost(vault: Vault) -> None:
    vault.make_listener_key(ANNA)
    (vault.folder / "listeners" / f"{ANNA}.key").write_bytes(b"short")
    with pytest.raises(KeyLost, match="5 of 32 bytes"):
        vault.log_salt(ANNA)


def test_derived_keys_follow_rfc_5869(vault: Vault) -> None:
    vault.make_listener_key(ANNA)
    import hmac

    extracted = hmac.digest(bytes(32), vault.listener_key(ANNA), "sha256")
    for derived, info in ((vault.log_salt(ANNA), b"accord log"), (vault.listening_key(ANNA), b"accord listening")):
        assert derived == HKDFExpand(SHA256(), 32, info).derive(extracted)


def test_the_signing_key_is_made_once(vault: Vault) -> None:
    first = vault.signing_key().private_bytes_raw()
    assert vault.has_signing_key()
    assert Vault(vault.folder).signing_key().private_bytes_raw() == first


@pytest.mark.parametrize("name", ["", "..", "a/b", "../../etc/passwd", "a\0b", "-x", "a" * 65])
def test_no_id_leads_out_of_the_folder(vault: Vault, name: str) -> None:
    with pytest.raises(InvalidId):
        vault.make_listener_key(name)
    with pytest.raises(InvalidId):
        vault.destroy_listener_key(name)


def test_tombstones_are_told_in_order_and_name_nobody(vault: Vault) -> None:
    vault.bury("listener", ANNA, 100, "removed")
    vault.bury("consent", "record", 200)
    assert Vault(vault.folder).tombstones() == [
        Tombstone("listener", digest("listener", ANNA), 100, "removed"),
        Tombstone("consent", digest("consent", "record"), 200, ""),
    ]
    assert ANNA.encode() not in (vault.folder / "tombstones.jsonl").read_bytes()
    assert digest("listener", ANNA) != digest("consent", ANNA)


def test_a_tombstone_cut_short_by_a_crash_is_no_tombstone(vault: Vault) -> None:
    vault.bury("listener", ANNA, 100)
    with (vault.folder / "tombstones.jsonl").open("ab") as ledger:
        ledger.write(b'{"kind": "listener", "dig')
    assert len(vault.tombstones()) == 1
    vault.bury("listener", BERT, 200)
    assert [tombstone.at for tombstone in vault.tombstones()] == [100, 200]


def test_a_damaged_ledger_is_named(vault: Vault) -> None:
    vault.bury("listener", ANNA, 100)
    ledger = vault.folder / "tombstones.jsonl"
    ledger.write_bytes(b'{"kind": "listener"}\n' + ledger.read_bytes())
    with pytest.raises(StoreError, match="Line 1"):
        vault.tombstones()


def test_processes_bury_side_by_side(vault: Vault) -> None:
    program = """
import sys
from pathlib import Path
from accord.library.vault import Vault
for number in range(40):
    Vault(Path(sys.argv[1])).bury("listen", f"{sys.argv[2]} {number}", number)
"""
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(vault.folder), name]) for name in ("one", "two", "three")
    ]
    assert [process.wait(timeout=30) for process in running] == [0, 0, 0]
    expected = {digest("listen", f"{name} {number}") for name in ("one", "two", "three") for number in range(40)}
    assert {tombstone.digest for tombstone in vault.tombstones()} == expected


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file")
    with pytest.raises(StoreError, match="keys"):
        Vault(tmp_path / "keys").make_listener_key(ANNA)
