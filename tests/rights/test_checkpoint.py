"""Checkpoints: the form that other logs' tools read, and signatures that nothing else passes for."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter, LogBroken
from accord.rights.checkpoint import Checkpoint, key_id, opened, origin_of, public_key, signed, verifier_key
from accord.rights.merkle import EMPTY

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
NOTE = signed(7, EMPTY, KEY)


def test_the_form_of_a_checkpoint() -> None:
    origin, size, root, empty, signature, end = NOTE.split("\n")
    assert origin == origin_of(PUBLIC)
    assert (size, b64decode(root), empty, end) == ("7", EMPTY, "", "")
    dash, name, encoded = signature.split(" ")
    assert (dash, name) == ("—", origin)
    PUBLIC.verify(b64decode(encoded)[4:], f"{origin}\n7\n{root}\n".encode())


def test_a_published_key_and_its_id() -> None:
    # The key of Go's checksum database, as every Go installation carries it.
    name, id_, encoded = "sum.golang.org", "033de0ae", "Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert key_id(name, Ed25519PublicKey.from_public_bytes(b64decode(encoded)[1:])).hex() == id_


def test_golden() -> None:
    assert origin_of(PUBLIC) == "accord/56475aa7"
    assert verifier_key(PUBLIC) == "accord/56475aa7+41207bc8+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
    assert opened(NOTE, PUBLIC) == Checkpoint("accord/56475aa7", 7, EMPTY)


@given(st.data())
def test_t20_any_changed_byte_of_a_checkpoint_is_found(data: st.DataObject) -> None:
    raw = bytearray(NOTE.encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(LogBroken):
        opened(raw.decode(errors="replace"), PUBLIC)


def test_t20_a_forged_signature_fails() -> None:
    forged = signed(8, EMPTY, OTHER)
    with pytest.raises(LogBroken, match="is of the log"):
        opened(forged, PUBLIC)
    # The same name and key id over a signature of another key.
    text = Checkpoint(origin_of(PUBLIC), 8, EMPTY).text()
    signature = b64encode(key_id(origin_of(PUBLIC), PUBLIC) + OTHER.sign(text.encode())).decode()
    with pytest.raises(LogBroken, match="is not what accord/56475aa7 signed"):
        opened(f"{text}\n— {origin_of(PUBLIC)} {signature}\n", PUBLIC)


def test_signatures_of_others_are_passed_over() -> None:
    witness = "— witness.example " + b64encode(bytes(76)).decode() + "\n"
    assert opened(NOTE + witness, PUBLIC).size == 7
    with pytest.raises(LogBroken, match="no signature of"):
        opened(NOTE.rpartition("— ")[0] + witness, PUBLIC)


@pytest.mark.parametrize("note", ["", "\n", "x", NOTE[:-1], NOTE + "\n", NOTE.replace("7\n", "07\n"), NOTE + "x\n"])
def test_what_is_no_checkpoint(note: str) -> None:
    with pytest.raises(LogBroken):
        opened(note, PUBLIC)


def test_a_verifier_key_is_read_back() -> None:
    assert public_key(verifier_key(PUBLIC)).public_bytes_raw() == PUBLIC.public_bytes_raw()
    for broken in ("", "a+b", verifier_key(PUBLIC).replace("accord/5", "accord/6"), verifier_key(PUBLIC)[:-2]):
        with pytest.raises(InvalidParameter):
            public_key(broken)
