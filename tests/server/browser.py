"""A browser without scripts: it keeps cookies, says where its forms come from, and follows links into an app."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import httpx


class Form(HTMLParser):
    """The first form of a page that has a button of this value, or any, if the value is empty."""

    def __init__(self, page: str, answer: str = "") -> None:
        super().__init__()
        self.action, self.fields = "", dict[str, str]()
        self._answer, self._open, self._found = answer, False, False
        self.feed(page)
        assert self._found, f"no form with the answer {answer!r} in {page}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and not self._found:
            self.action, self.fields, self._open = values["action"], {}, True
        elif tag == "input" and self._open:
            self.fields[values["name"]] = values.get("value", "")
        elif tag == "button" and self._open and values.get("value", "") == self._answer:
            self._found = True
            if self._answer:
                self.fields[values["name"]] = self._answer

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False


class Browser:
    """One person's browser, before one server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.web = httpx.Client(base_url=url, timeout=60)
        self.page = httpx.Response(200)

    def open(self, address: str) -> Browser:
        """Open an address, and follow redirects as far as they lead within the server."""
        self.page = self._follow(self.web.get(address))
        return self

    def submit(self, answer: str = "", **fields: str) -> Browser:
        """Fill in the form that is shown, and press its button."""
        form = Form(self.page.text, answer)
        assert not set(fields) - set(form.fields), form.fields
        headers = {"Origin": self.url}
        self.page = self._follow(self.web.post(form.action, data=form.fields | fields, headers=headers))
        return self

    def log_in(self, name: str, password: str) -> Browser:
        """Fill in the login page that is shown."""
        return self.submit(name=name, password=password)

    @property
    def sent_to(self) -> str:
        """The address outside the server to which the browser was sent."""
        assert self.page.is_redirect, (self.page.status_code, self.page.text[-600:])
        return self.page.headers["location"]

    def brought(self, part: str = "query") -> dict[str, str]:
        """What the browser brings to that address: the parameters in its query or fragment."""
        return {name: values[0] for name, values in parse_qs(getattr(urlsplit(self.sent_to), part)).items()}

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        while answer.is_redirect and answer.headers["location"].startswith("/"):
            answer = self.web.get(answer.headers["location"])
        return answer
