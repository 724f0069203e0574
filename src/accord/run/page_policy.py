"""What a page may connect to: everything but the two hosts, said in a language that knows no "but".

A Content Security Policy lists what is allowed. So the list holds what the app's own files name, and what a page was
refused once, where that was not one of the two hosts (the browser reports it): at the next load it is on the list.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from accord.run.rewriting import Places, is_real

REPORTS = "/.accord/refused"
"""Where browsers report what they refused."""

_SOURCES = re.compile(r"^(?:connect|default|form-action|frame|child|img|media|script|style|navigate)\b", re.IGNORECASE)
_REAL = re.compile(r"^(?:https:|(?:https?://)?\*\.spotify\.com(?::\*|:443)?)$", re.IGNORECASE)
_UPGRADES = ("upgrade-insecure-requests", "block-all-mixed-content")


class PagePolicy:
    """The policy that is sent with an app's pages and workers.

    Parameters
    ----------
    places : Places
        Where the two hosts are instead.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._origins: set[str] = set()

    def allow(self, origins: Iterable[str]) -> list[str]:
        """Put origins on the list; return those that are new to it. The two hosts never get there."""
        new = {origin for origin in origins if not is_real(origin)} - self._origins
        self._origins |= new
        return sorted(new)

    def header(self) -> str:
        """Return the policy as it is sent."""
        own = ("'self'", "data:", "blob:", "ws://localhost:*", "ws://127.0.0.1:*", "http://localhost:*")
        sources = " ".join((*own, "http://127.0.0.1:*", *self._places.origins, *sorted(self._origins)))
        return f"connect-src {sources}; report-uri {REPORTS}"


def refused_url(report: bytes) -> str:
    """Return the URL that a browser's report says it refused; nothing, if it is no such report."""
    try:
        record: Any = json.loads(report)
        blocked = record["csp-report"]["blocked-uri"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return blocked if isinstance(blocked, str) else ""


def widened(policy: str, places: Places) -> str:
    """Return the policy of an app's own page, widened to where the two hosts are.

    Wherever it allows them by a pattern or by their scheme, the places are allowed as well; that all be asked by TLS
    is taken out, as there is none on the way within a machine.

    Parameters
    ----------
    policy : str
        Directives, separated by semicolons.
    places : Places

    Returns
    -------
    str
    """
    directives = []
    for directive in policy.split(";"):
        words = directive.split()
        if not words or words[0].lower() in _UPGRADES:
            continue
        if _SOURCES.match(words[0]) and any(_REAL.match(word) for word in words):
            words += places.origins
        directives.append(" ".join(words))
    return "; ".join(directives)
