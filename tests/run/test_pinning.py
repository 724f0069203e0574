"""Programs that trust nobody but the real hosts: named, and kept from them."""

from __future__ import annotations

import pytest

from tests.run.running import PYTHON, Place

FINGERPRINT = """
import sys, urllib3
pool = urllib3.HTTPSConnectionPool("api.spotify.com", assert_fingerprint="aa" * 32, retries=False)
try:
    pool.request("GET", "/v1/me")
except urllib3.exceptions.SSLError as error:
    sys.exit("Fingerprints did not match" in str(error) and 3)
"""

AUTHORITY = """
import ssl, sys, urllib.request
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
import datetime
key, name, now = ec.generate_private_key(ec.SECP256R1()), x509.Name([]), datetime.datetime.now(datetime.UTC)
own = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(1))
pem = own.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
try:
    urllib.request.urlopen("https://accounts.spotify.com/", context=ssl.create_default_context(cadata=pem))
except urllib.error.URLError as error:
    sys.exit(isinstance(error.reason, ssl.SSLCertVerificationError) and 3)
"""


@pytest.mark.parametrize(
    ("script", "host", "what"),
    [(FINGERPRINT, "api.spotify.com", "asked nothing"), (AUTHORITY, "accounts.spotify.com", "unknown ca")],
)
def test_a_program_that_pins_is_named(script: str, host: str, what: str, either_place: Place) -> None:
    done = either_place.run(PYTHON, "-c", script)
    assert done.returncode == 3, done.stderr
    (line,) = [line for line in done.stderr.splitlines() if line.startswith("accord run: ")]
    assert line.startswith("accord run: python")
    assert host in line
    assert what in line
    assert "turn its pinning off" in line
