"""The server, put together: one application over one library."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI

from accord import __version__
from accord.domain.settings import Settings
from accord.library.accounts import Accounts
from accord.library.apps import Apps
from accord.library.matching import Matching
from accord.library.people import People
from accord.recommend.clusters.grouping import Grouping
from accord.recommend.learning.leaving import Leaving
from accord.recommend.loading import Stock
from accord.recommend.trained import TrainedModels
from accord.server import middleware, pages
from accord.server.accord import (
    clusters,
    consents,
    erasure,
    feedback,
    history,
    lineage,
    log,
    me_page,
    receipts,
    recommend,
    rights,
    sources,
    tags,
    transfer,
    unlearned,
    unlearned_page,
)
from accord.server.accord import errors as accord_errors
from accord.server.accounts import authorize, connected, login, token
from accord.server.accounts.oauth import OAuth
from accord.server.limits import Limits
from accord.server.links import require_base_url
from accord.server.listens import (
    delete_listen,
    latest_import,
    playing_now,
    submit_listens,
    user_listens,
    validate_token,
)
from accord.server.listens import errors as listens_errors
from accord.server.listens.playing import Playing
from accord.server.previews import previews_of
from accord.server.state import State
from accord.server.webapi import (
    albums,
    artist_albums,
    artists,
    audio_analysis,
    audio_features,
    browse,
    errors,
    following,
    images,
    listened,
    markets,
    me,
    me_albums,
    me_library,
    me_spoken,
    me_top,
    me_tracks,
    player,
    playlist_cover,
    playlist_followers,
    playlist_items,
    playlist_pictures,
    playlists,
    previews,
    recommendations,
    search,
    tracks,
    user_playlists,
)
from accord.server.webapi.access import FLOWS, SCHEME
from accord.server.webapi.route import GuardedRoute

RESOURCES = (
    *(audio_features, audio_analysis, tracks, search, artists, albums, recommendations, artist_albums, browse),
    *(markets, player, me, me_top, listened),
    *(playlists, playlist_items, playlist_cover, playlist_followers, user_playlists),
    *(me_tracks, me_albums, following, me_library, me_spoken),
)
"""What asks for an access token, below ``/v1``."""

LISTENS = (submit_listens, validate_token, user_listens, playing_now, latest_import, delete_listen)
"""What scrobblers speak to, below ``/1``."""

OWN = (
    *(sources, rights, consents, receipts, transfer, history, feedback),
    *(recommend, clusters, erasure, unlearned, log, lineage, tags),
)
"""Accord's own API, below ``/accord/v1``."""


class Application(FastAPI):
    """The server; its document names the way in, which its routes check themselves."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if not self.openapi_schema:
            for route in self.routes:
                if isinstance(route, GuardedRoute):
                    route.describe()
        document = super().openapi()
        document["components"].setdefault("securitySchemes", {})[SCHEME] = {"type": "oauth2", "flows": FLOWS}
        return document


def create_app(people: People, apps: Apps, settings: Settings) -> FastAPI:
    """Return the ASGI application that serves a library.

    Parameters
    ----------
    people : People
        The library with its people; open while the application runs.
    apps : Apps
        The apps that may ask for tokens.
    settings : Settings
        Gives the public URL, where one is set.

    Returns
    -------
    FastAPI

    Raises
    ------
    InvalidSetting
        If the public URL is not one.
    """
    app = Application(
        title="Accord",
        version=__version__,
        summary="Music intelligence over one's own library, in the shape of the Spotify Web API.",
        docs_url=None,  # the documentation pages of FastAPI load scripts from another host
        redoc_url=None,
        redirect_slashes=False,
        responses=errors.RESPONSES,
    )
    base_url = require_base_url(settings.base_url) if settings.base_url else None
    accounts = Accounts(people.library.store, settings.token_lifetime)
    app.state.accord = State(
        library=people.library,
        apps=apps,
        accounts=accounts,
        limits=Limits(settings.rate_limit),
        people=people,
        stock=Stock(people.library),
        shelf=TrainedModels(people),
        matching=Matching(people.library),
        previews=previews_of(people, settings),
        base_url=base_url,
    )
    app.state.oauth = OAuth(apps, accounts.grants, implicit=settings.implicit_grant)
    errors.install(
        app, {accord_errors.PREFIX: accord_errors.error_object, listens_errors.PREFIX: listens_errors.error_object}
    )
    for resource in RESOURCES:
        app.router.routes.extend(resource.router.routes)
    app.state.playing = Playing()
    held = app.state.accord
    app.state.grouping = Grouping(people, held.stock, held.matching)
    app.state.leaving = Leaving(people, background=True)
    app.state.leaving.resume()
    for resource in LISTENS:
        app.include_router(resource.router, prefix="/1", responses=listens_errors.RESPONSES)
    for resource in OWN:
        app.include_router(resource.router, responses=accord_errors.RESPONSES)
    for open_to_all in (token, images, playlist_pictures, previews, pages, authorize, login, connected):
        app.include_router(open_to_all.router)
    for page in (me_page.router, erasure.page, unlearned_page.router):
        app.include_router(page)
    middleware.install(app)
    return app
