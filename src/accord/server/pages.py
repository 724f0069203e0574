"""Pages for people: what this server is, and what the links in the API's objects lead to."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from accord import __version__
from accord.domain.errors import NotFound
from accord.domain.ids import require_id
from accord.server.state import LibraryHere, LinksHere, PeopleHere, StockHere
from accord.server.webapi.playlist_access import look_up
from accord.server.webapi.playlist_objects import FIRST
from accord.server.webapi.users import ACCORD, find_user, user_id

router = APIRouter(include_in_schema=False)

HEADERS = {"Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"}
"""What stands in tags can only ever be text."""


@router.get("/")
def root(library: LibraryHere, links: LinksHere) -> HTMLResponse:
    """Say what answers here."""
    return _page(
        "Accord",
        f"<p>Music intelligence over a library of {library.track_count()} tracks (Accord {escape(__version__)}).</p>"
        f"<p>Programs written for the Spotify Web API work here: the API is at <code>{escape(links.base)}/v1/</code>, "
        f"tokens come from <code>{escape(links.base)}/api/token</code>, for apps that <code>accord app create</code> "
        'registered. <a href="/openapi.json">openapi.json</a> describes every endpoint.</p>',
    )


@router.get("/track/{id}")
def track_page(id: str, library: LibraryHere, links: LinksHere) -> HTMLResponse:
    """Name a track."""
    (track,) = library.tracks([require_id(id)])
    if track is None:
        raise NotFound(f"There is no track {id}.")
    artists = ", ".join(_link("artist", artist.id, artist.name) for artist in track.artists)
    return _page(track.title, f"<p>by {artists}, on {_link('album', track.release.id, track.release.title)}</p>")


@router.get("/artist/{id}")
def artist_page(id: str, library: LibraryHere) -> HTMLResponse:
    """Name an artist."""
    (artist,) = library.artists([require_id(id)])
    if artist is None:
        raise NotFound(f"There is no artist {id}.")
    return _page(artist.name, f"<p>{escape(', '.join(artist.genres))}</p>")


@router.get("/album/{id}")
def album_page(id: str, library: LibraryHere) -> HTMLResponse:
    """Name an album and list its tracks."""
    (release,) = library.releases([require_id(id)])
    if release is None:
        raise NotFound(f"There is no album {id}.")
    artists = ", ".join(_link("artist", artist.id, artist.name) for artist in release.artists)
    tracks = library.release_tracks(id, 500, 0).items
    items = "".join(f"<li>{_link('track', track.id, track.title)}</li>" for track in tracks)
    return _page(
        release.title, f"<p>by {artists}{', ' + escape(release.date) if release.date else ''}</p><ol>{items}</ol>"
    )


@router.get("/playlist/{id}")
def playlist_page(id: str, people: PeopleHere, library: LibraryHere, stock: StockHere) -> HTMLResponse:
    """Name a playlist that everybody may read, and list its first tracks."""
    found = look_up(id, None, people, library, stock)
    tracks = [item.track for item in found.items(FIRST, 0) if item.track]
    listed = "".join(f"<li>{_link('track', track.id, track.title)}</li>" for track in tracks)
    owner = _link("user", user_id(found.playlist.owner_id), found.playlist.owner_name)
    return _page(found.playlist.name, f"<p>{escape(found.playlist.description)}</p><p>by {owner}</p><ol>{listed}</ol>")


@router.get("/user/{id}")
def user_page(id: str, people: PeopleHere) -> HTMLResponse:
    """Name a person."""
    user = find_user(id, people)
    return _page(user.name, "<p>The program itself.</p>" if user is ACCORD else "<p>A listener here.</p>")


def _link(kind: str, id_: str, text: str) -> str:
    return f'<a href="/{kind}/{id_}">{escape(text)}</a>'


def _page(title: str, body: str) -> HTMLResponse:
    style = "body{font:1.1em/1.5 system-ui,sans-serif;max-width:40em;margin:3em auto;padding:0 1em}"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{style}</style>'
        f"<h1>{escape(title)}</h1>{body}</html>",
        headers=HEADERS,
    )
