"""The player: there is no device yet, so whatever needs one says so as clients expect."""

from __future__ import annotations

from fastapi import Response
from typing_extensions import TypedDict

from accord.domain.errors import NoActiveDevice
from accord.server.webapi.access import scoped
from accord.server.webapi.resource import resource

ANSWERED = "no device yet"
"""What the docs say of these endpoints."""

COMMANDS = {
    "": ("PUT",),
    "/play": ("PUT",),
    "/pause": ("PUT",),
    "/next": ("POST",),
    "/previous": ("POST",),
    "/seek": ("PUT",),
    "/repeat": ("PUT",),
    "/volume": ("PUT",),
    "/shuffle": ("PUT",),
    "/queue": ("POST",),
}
"""What a client may ask of a device, below ``/me/player``."""

STATE, COMMAND = scoped("user-read-playback-state"), scoped("user-modify-playback-state")
CURRENT = scoped("user-read-currently-playing", "user-read-playback-state")

router = resource("player")


class Devices(TypedDict):
    """The devices on which music could play."""

    devices: list[None]


class Queue(TypedDict):
    """What plays next: nothing, where nothing plays."""

    currently_playing: None
    queue: list[None]


@router.get("/me/player/devices", openapi_extra=STATE)
def get_devices() -> Devices:
    """Answer no device."""
    return Devices(devices=[])


@router.get("/me/player", status_code=204, response_class=Response, openapi_extra=STATE)
@router.get("/me/player/currently-playing", status_code=204, response_class=Response, openapi_extra=CURRENT)
def get_playback() -> Response:
    """Answer that nothing plays: no content, as clients know it."""
    return Response(status_code=204)


@router.get("/me/player/queue", openapi_extra=CURRENT)
def get_queue() -> Queue:
    """Answer an empty queue."""
    return Queue(currently_playing=None, queue=[])


def command() -> None:
    """Refuse: there is no device to do it.

    Raises
    ------
    NoActiveDevice
        Always.
    """
    raise NoActiveDevice("Player command failed: No active device found")


for _path, _methods in COMMANDS.items():
    router.add_api_route(
        f"/me/player{_path}",
        command,
        methods=list(_methods),
        status_code=204,
        response_class=Response,
        openapi_extra=COMMAND,
    )
