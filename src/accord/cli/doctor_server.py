"""What programs meet, as ``accord doctor`` checks it: the server, the two hosts, the wall around them."""

from __future__ import annotations

import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import accord
from accord.cli.doctor_finding import Finding
from accord.domain.errors import NoWall
from accord.domain.settings import Settings

PATIENCE = 5.0
"""Seconds that the server has to answer."""

HOSTS_FILE = Path("/etc/hosts")


def server(settings: Settings) -> Iterator[Finding]:
    """Ask who answers where the server would, in which version and over which library."""
    from accord.run.server import address

    url = address(settings)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{url}/openapi.json", timeout=PATIENCE) as answer:
            info = json.load(answer)["info"]
            name, version = str(info["title"]), str(info["version"])
    except (ConnectionRefusedError, urllib.error.URLError) as error:
        if isinstance(getattr(error, "reason", error), ConnectionRefusedError):
            yield Finding("server", f"none runs at {url}.", "`accord serve` starts it; `accord run` starts its own.")
        else:
            yield _stranger(url)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        yield _stranger(url)
    else:
        yield _answering(settings, url, version) if name == "Accord" else _stranger(url)


def _stranger(url: str) -> Finding:
    remedy = "End that program, or set ACCORD_PORT to a port that is free."
    return Finding("server", f"what listens at {url} is not Accord.", remedy)


def _answering(settings: Settings, url: str, version: str) -> Finding:
    from accord.run.server import is_of_this_library

    says = f"Accord {version} answers at {url}."
    if version != accord.__version__:
        return Finding("server", says, f"This is Accord {accord.__version__}: end the server and start it again.")
    with suppress(OSError, ValueError, KeyError):
        kept = json.loads((settings.home / "run-app.json").read_text())
        if not is_of_this_library(url, kept["client_id"], kept["secret"]):
            remedy = "End it, or set ACCORD_PORT to another port; `accord run` starts one for this library."
            return Finding("server", f"{says} It has another library open.", remedy)
    return Finding("server", says)


def hosts(_: Settings) -> Iterator[Finding]:
    """Say what the two hosts mean to a program that is started here. None of them is looked up or asked."""
    from accord.run.hosts import ADDRESSES, PORT_VARIABLE, canonical

    led: dict[str, str] = {}
    with suppress(OSError):
        for line in HOSTS_FILE.read_text(encoding="utf-8", errors="replace").splitlines():
            address, *names = line.partition("#")[0].split() or [""]
            led |= {canonical(name): address for name in names}
    for host in ADDRESSES:
        if port := os.environ.get(PORT_VARIABLE):
            yield Finding(host, f"Accord's stand-in on port {port}: this runs in `accord run`.")
        elif host in led:
            remedy = f"Remove the line from {HOSTS_FILE}: `accord run` needs none, and every program here is led by it."
            yield Finding(host, f"{led[host]}, by {HOSTS_FILE}.", remedy)
        else:
            yield Finding(host, "the real one; for programs in `accord run -- COMMAND`, Accord.")


def wall(_: Settings) -> Iterator[Finding]:
    """Say whether programs can be kept from the real hosts in whatever language they are written."""
    from accord.run.wall import Wall

    missing = Wall.available()
    if missing is None:
        yield Finding("programs are kept by", "hooks, and a wall around the whole process tree.")
    else:
        yield Finding("programs are kept by", f"hooks alone. {missing}", NoWall.remedy)
