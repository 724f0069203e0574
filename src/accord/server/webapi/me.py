"""The person for whom an app acts, and what is public about people."""

from __future__ import annotations

from typing import Literal

from accord.domain.entities import Listener
from accord.domain.errors import NotFound, UnknownListener
from accord.server.links import Links
from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.images import Image
from accord.server.webapi.model import Model
from accord.server.webapi.resource import resource

router = resource("users")


class UserFollowers(Model):
    """How many people follow somebody; nobody is counted here."""

    href: None
    total: int


class PublicUser(Model):
    """What everybody may know of a person."""

    display_name: str
    external_urls: dict[str, str]
    followers: UserFollowers
    href: str
    id: str
    images: list[Image]
    type: Literal["user"]
    uri: str


class ExplicitContent(Model):
    """Nothing is kept from anybody."""

    filter_enabled: bool
    filter_locked: bool


class Me(PublicUser):
    """The person, as far as the app may know."""

    account_id: str
    country: str | None = None
    explicit_content: ExplicitContent | None = None
    product: str | None = None
    email: str | None = None


def user_id(listener_id: str) -> str:
    """Return the id that the API gives a listener: their UUID without hyphens."""
    return listener_id.replace("-", "")


def public_user(listener: Listener, links: Links) -> PublicUser:
    """Return what everybody may know of a listener."""
    return PublicUser(**_public(listener, links))  # type: ignore[arg-type]


@router.get("/me", response_model_exclude_unset=True)
def get_me(user: UserHere, caller: CallerHere, people: PeopleHere, links: LinksHere) -> Me:
    """Answer who the person is; country and product with the scope user-read-private, e-mail with user-read-email."""
    public = _public(user, links)
    more: dict[str, object] = {}
    if "user-read-private" in caller.scopes:
        unfiltered = ExplicitContent(filter_enabled=False, filter_locked=False)
        more = {"country": people.settings.country, "product": "premium", "explicit_content": unfiltered}
    if "user-read-email" in caller.scopes:
        more["email"] = ""  # none is known
    return Me(account_id=user_id(user.id), **public, **more)  # type: ignore[arg-type]


@router.get("/users/{id}")
def get_user(id: str, people: PeopleHere, links: LinksHere) -> PublicUser:
    """Answer what is public about a person."""
    try:
        return public_user(people.listeners.by_user_id(id), links)
    except UnknownListener as error:
        raise NotFound("There is no such user.") from error


def _public(listener: Listener, links: Links) -> dict[str, object]:
    id_ = user_id(listener.id)
    return {
        "display_name": listener.name,
        "external_urls": {"spotify": links.page("user", id_)},
        "followers": UserFollowers(href=None, total=0),
        "href": links.href("user", id_),
        "id": id_,
        "images": [],
        "type": "user",
        "uri": f"spotify:user:{id_}",
    }
