"""What changes in a page beside the hosts' names: a script comes first, and what would stop the changed page goes."""

from __future__ import annotations

import re
from html import escape, unescape

from accord.run.page_policy import widened
from accord.run.rewriting import Places

SCRIPT = "/.accord/redirect.js"
"""Where a page finds the script that leads what it puts together at run time."""

_TAG = f'<script src="{SCRIPT}"></script>'
_FIRST = re.compile(
    r"(?:\s|\ufeff|\xef\xbb\xbf|<!--.*?-->|<\?.*?\?>|<!doctype[^>]*>|<html\b[^>]*>)*(?:<head\b[^>]*>)?",
    re.DOTALL | re.IGNORECASE,
)
"""What may stand before all that a page loads."""
_LOADS = re.compile(r"<(?:script|link)\b[^>]*>", re.IGNORECASE)
_FROM_ELSEWHERE = re.compile(r"\b(?:src|href)\s*=\s*[\"']?\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_INTEGRITY = re.compile(r"\s+integrity\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]*\bcontent-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"(\bcontent\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)


def prepared(page: str, places: Places) -> str:
    """Return a page, its hosts rewritten already, that works where it is served.

    Parameters
    ----------
    page : str
        HTML, with or without ``<head>``.
    places : Places
        Where the two hosts are instead.

    Returns
    -------
    str
        The script stands before whatever the page loads, and before its own policy; digests of files that are the
        site's own are taken out, as the files differ from those that were digested.
    """
    page = _LOADS.sub(lambda tag: tag[0] if _FROM_ELSEWHERE.search(tag[0]) else _INTEGRITY.sub("", tag[0]), page)
    page = _META.sub(lambda tag: _CONTENT.sub(lambda content: _policy(content, places), tag[0]), page)
    first = _FIRST.match(page)
    at = first.end() if first else 0
    return page[:at] + _TAG + page[at:]


def _policy(content: re.Match[str], places: Places) -> str:
    return f'{content[1]}"{escape(widened(unescape(content[2][1:-1]), places))}"'
