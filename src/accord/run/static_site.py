"""A browser app served with the two hosts rewritten in what is sent; the files themselves stay as they are."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import resources
from urllib.parse import quote, urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from accord.run.hosts import ACCOUNTS, API
from accord.run.page_html import SCRIPT, prepared
from accord.run.page_policy import REPORTS, PagePolicy, refused_url
from accord.run.rewriting import Places, is_real, origins_named, read_text, rewritten
from accord.run.site_files import SiteFiles, Survey, is_text, media_type

_OWN_NAMES = {"localhost", "127.0.0.1", "::1"}
_WORKERS = {"worker", "sharedworker", "serviceworker"}
_LONGEST_REPORT = 65_536

_HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
"""What is sent holds addresses that are good for one run."""


class StaticSite:
    """A browser app over its folder.

    Parameters
    ----------
    files : SiteFiles
    survey : Survey
        What they say.
    places : Places
        Where the two hosts are instead.
    say : callable
        Takes sentences for the person who runs it.
    """

    def __init__(self, files: SiteFiles, survey: Survey, places: Places, say: Callable[[str], object]) -> None:
        self._files, self._places, self._say = files, places, say
        self._policy = PagePolicy(places)
        self._policy.allow(survey.origins)
        self._told: set[str] = set()
        self._script = redirect_script(places)

    def app(self) -> Starlette:
        """Return the ASGI application."""
        return Starlette(
            routes=[
                Route(SCRIPT, self._answer_script),
                Route(REPORTS, self._take_report, methods=["POST"]),
                Route("/{path:path}", self._answer),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        # Another site's name that leads here (DNS rebinding) reads no files.
        if urlsplit(f"//{request.headers.get('host', '')}").hostname not in _OWN_NAMES:
            return PlainTextResponse("This site is asked for by localhost or 127.0.0.1.", 421)
        return await run_in_threadpool(self._file, request)

    def _file(self, request: Request) -> Response:
        path, status = self._files.find(request.url.path), 200
        if path is not None and path.is_dir():
            if self._files.find(f"{request.url.path}/"):
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(f"/{quote(request.url.path.strip('/'))}/{query}")
            path = None
        if path is None:
            path, status = self._files.instead(request.url.path) or (None, 404)
        if path is None:
            return PlainTextResponse(f"There is no file {request.url.path}.", 404, _HEADERS)
        kind = media_type(path)
        try:
            if not is_text(kind):
                with path.open("rb"):
                    return FileResponse(path, status, _HEADERS, kind)
            return self._text(path.read_bytes(), kind, status, request.headers.get("sec-fetch-dest", ""))
        except OSError as error:
            return PlainTextResponse(f"{request.url.path} cannot be read: {error.strerror}.", 403, _HEADERS)

    def _text(self, data: bytes, kind: str, status: int, wanted_for: str) -> Response:
        text, encoding = read_text(data)
        self._policy.allow(origins_named(text))  # the file may be newer than the survey
        text = rewritten(text, self._places)
        headers = {**_HEADERS, "content-type": kind + _charset(data, text)}
        if "html" in kind:
            text = prepared(text, self._places)
        elif wanted_for in _WORKERS:
            text = self._script + text
        if "html" in kind or "svg" in kind or wanted_for in _WORKERS:
            headers["content-security-policy"] = self._policy.header()
        return Response(text.encode(encoding, "surrogatepass"), status, headers)

    def _answer_script(self, _: Request) -> Response:
        return Response(self._script, headers={**_HEADERS, "content-type": "text/javascript; charset=utf-8"})

    async def _take_report(self, request: Request) -> Response:
        length = int(request.headers.get("content-length", 0))
        if length > _LONGEST_REPORT or not request.headers.get("content-type", "").startswith("application/csp-report"):
            return Response(status_code=400)
        url = refused_url(await request.body())
        for origin in {url} if is_real(url) else origins_named(url):
            if is_real(origin):
                self._tell(f"Refused: the page asked {urlsplit(origin).hostname} itself.")
            elif self._policy.allow([origin]):
                self._tell(f"The page asked {origin}, which its files do not name: reload it, it may from now on.")
        return Response(status_code=204)

    def _tell(self, sentence: str) -> None:
        if sentence not in self._told:
            self._told.add(sentence)
            self._say(sentence)


def redirect_script(places: Places) -> str:
    """Return the script that leads what a page puts together at run time."""
    script = resources.files("accord.run").joinpath("page", "redirect.js").read_text(encoding="utf-8")
    where = dict(zip((API, ACCOUNTS), places.origins, strict=True))
    return script.replace("= PLACES;", f"= {json.dumps(where)};")


def _charset(data: bytes, text: str) -> str:
    """Name UTF-8 where it is that and does not say so; whatever says or marks its encoding is believed."""
    if b"charset" in data[:1024].lower() or b"encoding=" in data[:100] or b"\x1b" in data or not text:
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "; charset=utf-8"
