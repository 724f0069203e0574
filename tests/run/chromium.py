"""A real browser without a window, spoken to by the Chrome DevTools Protocol."""

from __future__ import annotations

import base64
import itertools
import json
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE = 60.0


def installed() -> str | None:
    """Return the path of a browser, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Tab:
    """One tab; what it asks of the network is kept."""

    def __init__(self, connection: ClientConnection) -> None:
        self.asked: list[str] = []
        """The URLs of all requests, in order, refused ones included."""
        self._connection, self._numbers, self._session = connection, itertools.count(1), ""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Network", "Page", "Runtime"):
            self._call(f"{domain}.enable")
        # Workers are attached to as they come, so that their requests are seen too.
        self._call("Target.setAutoAttach", autoAttach=True, waitForDebuggerOnStart=False, flatten=True)

    def open(self, url: str, title: str) -> str:
        """Open an address, wait until the page has this title, and return the text that it shows."""
        self._call("Page.navigate", url=url)
        end = time.monotonic() + PATIENCE
        while (now := self.value("document.title")) != title:
            assert time.monotonic() < end, (now, self.value("location.href"), self.value("document.body.innerText"))
            assert now != "Failed", self.value("document.body.innerText")
            time.sleep(0.1)
        return str(self.value("document.body.innerText"))

    def value(self, expression: str) -> Any:
        """Return the value of an expression in the page; ``None`` while there is none."""
        try:
            return self._call("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")
        except LookupError:  # between two pages
            return None

    def screenshot(self, path: Path) -> None:
        """Keep what the page looks like."""
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot")["data"]))

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        self._connection.send(json.dumps(message))
        while True:
            said = json.loads(self._connection.recv(timeout=PATIENCE))
            if said.get("method") == "Network.requestWillBeSent":
                self.asked.append(said["params"]["request"]["url"])
            if said.get("method") == "Target.attachedToTarget":
                worker = {
                    "id": next(self._numbers),
                    "method": "Network.enable",
                    "sessionId": said["params"]["sessionId"],
                }
                self._connection.send(json.dumps(worker))
            if said.get("id") == number:
                if "error" in said:
                    raise LookupError(said["error"]["message"])
                return dict(said["result"])


@contextmanager
def tab(folder: Path) -> Iterator[Tab]:
    """Give a tab of a browser that keeps its profile in a folder, and can look up no name but this machine's."""
    program = installed()
    assert program
    rules = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
    options = ("--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run")
    process = subprocess.Popen(
        [program, *options, f"--user-data-dir={folder}", f"--host-resolver-rules={rules}", "about:blank"],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        address = next(found[0] for line in process.stderr if (found := re.search(r"ws://\S+", line)))
        with connect(address, max_size=None, proxy=None) as connection:
            yield Tab(connection)
    finally:
        process.terminate()
        process.communicate(timeout=20)
