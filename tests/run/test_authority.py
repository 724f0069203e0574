"""The authority of a run: what it may vouch for, what it leaves on disk, and what programs trust beside it."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509

from accord.run.authority import ADDS, REPLACES, Authority
from accord.run.hosts import ADDRESSES


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def handshake(authority: Authority, host: str) -> str | None:
    """Shake hands in memory; return the protocol that was agreed on."""
    ours, theirs = ssl.MemoryBIO(), ssl.MemoryBIO()
    trusting = ssl.create_default_context(cadata=authority.pem.decode())
    trusting.set_alpn_protocols(["h2", "http/1.1"])
    client = trusting.wrap_bio(theirs, ours, server_hostname=host)
    server = authority.context.wrap_bio(ours, theirs, server_side=True)
    for _ in range(4):
        for end in (client, server):
            with suppress(ssl.SSLWantReadError):
                end.do_handshake()
    return client.selected_alpn_protocol()


@pytest.mark.parametrize("host", ADDRESSES)
def test_who_trusts_it_speaks_to_either_host(host: str, authority: Authority) -> None:
    assert handshake(authority, host) == "http/1.1"


def test_it_stands_for_no_other_host(authority: Authority) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(authority, "open.spotify.com")


def test_its_certificate_may_vouch_for_the_two_alone(authority: Authority) -> None:
    certificate = x509.load_pem_x509_certificate(authority.pem)
    constraints = certificate.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert {name.value for name in constraints.value.permitted_subtrees or ()} == set(ADDRESSES)


def test_no_key_stays_on_disk(authority: Authority, tmp_path: Path) -> None:
    authority.environment({})
    for path in tmp_path.iterdir():
        assert b"PRIVATE" not in path.read_bytes()


def test_what_is_trusted_already_stays_trusted(authority: Authority, tmp_path: Path) -> None:
    own = Authority(tmp_path_of(tmp_path, "own"))
    folder = tmp_path_of(tmp_path, "folder")
    (folder / "a.pem").write_bytes(own.pem)
    given = {"SSL_CERT_FILE": str(own.path), "REQUESTS_CA_BUNDLE": str(folder), "NODE_EXTRA_CA_CERTS": str(own.path)}
    env = authority.environment(given)
    for name in given:
        content = Path(env[name]).read_bytes()
        assert own.pem in content
        assert authority.pem in content
    assert len(x509.load_pem_x509_certificates(Path(env["NODE_EXTRA_CA_CERTS"]).read_bytes())) == 2


def test_every_variable_names_certificates(authority: Authority) -> None:
    env = authority.environment({})
    assert set(env) == {*REPLACES, *ADDS}
    for path in env.values():
        ssl.create_default_context(cafile=path)
    assert Path(env["DENO_CERT"]).read_bytes() == authority.pem


def tmp_path_of(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name
