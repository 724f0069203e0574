"""A certificate authority for one run: it vouches for the two hosts, to this run's programs alone.

Its key is never written down, and ends with the certificate that it signed first; its certificate may vouch for nothing
but the two hosts (RFC 5280, section 4.2.1.10).
"""

from __future__ import annotations

import datetime
import os
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from accord.run.hosts import ADDRESSES

REPLACES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables that name all the authorities that a program trusts (OpenSSL and Go, requests, curl)."""

ADDS = ("NODE_EXTRA_CA_CERTS", "DENO_CERT")
"""Variables that name authorities which a program trusts beside its own."""

SYSTEM = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)
"""Where systems keep what they trust."""

LIFETIME = datetime.timedelta(days=30)


class Authority:
    """An authority, and the one certificate that it signed.

    Parameters
    ----------
    folder : Path
        Only this user's; what programs are given to trust is written there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        key = ec.generate_private_key(ec.SECP256R1())
        self._certificate = _own_certificate(key)
        self.pem = self._certificate.public_bytes(Encoding.PEM)
        """The certificate of the authority."""
        self.path = folder / "accord-run.pem"
        self.path.write_bytes(self.pem)
        self.context = self._context(key)
        """Answers TLS as either host."""

    def environment(self, env: Mapping[str, str]) -> dict[str, str]:
        """Return the variables by which programs trust the authority, beside all that they trust already.

        Parameters
        ----------
        env : mapping of str to str
            The environment so far; what it names is included.
        """
        variables = {name: self._with_own(name, env.get(name) or _system()) for name in REPLACES}
        return variables | {name: self._with_own(name, env.get(name)) for name in ADDS}

    def _with_own(self, name: str, trusted: str | None) -> str:
        if trusted is None:
            return str(self.path)
        bundle = self._folder / f"{name.lower()}.pem"
        bundle.write_bytes(_content(Path(trusted)) + self.pem)
        return str(bundle)

    def _context(self, authority_key: ec.EllipticCurvePrivateKey) -> ssl.SSLContext:
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in ADDRESSES])
        certificate = (
            _begun("api.spotify.com, as Accord answers it", key)
            .issuer_name(self._certificate.subject)
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_issuer(authority_key), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.set_alpn_protocols(["http/1.1"])
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        # The ssl module takes keys from files alone; this one is gone before anything is answered.
        with tempfile.NamedTemporaryFile(dir=self._folder) as file:
            file.write(private + certificate.public_bytes(Encoding.PEM))
            file.flush()
            context.load_cert_chain(file.name)
        return context


def _own_certificate(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = "Accord, for one run"
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    signs = x509.KeyUsage(**usage, key_cert_sign=True, crl_sign=False, encipher_only=False, decipher_only=False)
    return (
        _begun(name, key)
        .issuer_name(_named(name))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signs, critical=True)
        .add_extension(x509.NameConstraints([x509.DNSName(host) for host in ADDRESSES], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _begun(name: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + LIFETIME)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _issuer(key: ec.EllipticCurvePrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _system() -> str | None:
    """Return the file of the authorities that this machine trusts, ``None`` where it has none."""
    own = ssl.get_default_verify_paths().cafile
    found = next((path for path in (own, *SYSTEM) if path and os.path.exists(path)), None)
    if found is None:
        try:
            import certifi
        except ImportError:
            return None
        found = certifi.where()
    return found


def _content(path: Path) -> bytes:
    """Return the certificates of a bundle, or of a folder of them (OpenSSL and requests take both)."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    parts = {file.read_bytes().rstrip() + b"\n" for file in files if file.is_file()}
    return b"".join(sorted(parts))
