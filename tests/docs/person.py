"""Stands in for a person's browser: opens an address, logs in, allows what is asked, and goes where that leads."""

from __future__ import annotations

import os
import sys

import httpx

from tests.server.browser import Browser


def main() -> None:
    """Do it for the address that is given; who and where is in the environment."""
    url, name, password = (os.environ[f"TEST_{what}"] for what in ("SERVER", "NAME", "PASSWORD"))
    browser = Browser(url).open(sys.argv[1]).log_in(name, password).submit("allow")
    assert httpx.get(browser.sent_to, timeout=60).status_code == 200


if __name__ == "__main__":
    main()
