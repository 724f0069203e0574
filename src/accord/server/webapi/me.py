"""The person for whom an app acts, and what is public about people."""

from __future__ import annotations

from typing import Literal, NotRequired, cast

from typing_extensions import TypedDict

from accord.domain.entities import Listener
from accord.server.links import Links
from accord.server.state import LinksHere, PeopleHere
from accord.server.webapi.access import CallerHere, UserHere
from accord.server.webapi.images import Image
from accord.server.webapi.resource import resource
from accord.server.webapi.users import find_user, user_id

router = resource("users")


class UserFollowers(TypedDict):
    """How many people follow somebody; nobody is counted here."""

    href: None
    total: int


class PublicUser(TypedDict):
    """What everybody may know of a person."""

    display_name: str
    external_urls: dict[str, str]
    followers: UserFollowers
    href: str
    id: str
    images: list[Image]
    type: Literal["user"]
    uri: str


class ExplicitContent(TypedDict):
    """Nothing is kept from anybody."""

    filter_enabled: bool
    filter_locked: bool


class Me(PublicUser):
    """The person, as far as the app may know."""

    account_id: str
    country: NotRequired[str]
    explicit_content: NotRequired[ExplicitContent]
    product: NotRequired[str]
    email: NotRequired[str]


def public_user(listener: Listener, links: Links) -> PublicUser:
    """Return what everybody may know of a listener."""
    id_ = user_id(listener.id)
    return {
        "display_name": listener.name,
        "external_urls": {"spotify": links.page("user", id_)},
        "followers": {"href": None, "total": 0},
        "href": links.href("user", id_),
        "id": id_,
        "images": [],
        "type": "user",
        "uri": f"spotify:user:{id_}",
    }


@router.get("/me")
def get_me(user: UserHere, caller: CallerHere, people: PeopleHere, links: LinksHere) -> Me:
    """Answer who the person is; country and product with the scope user-read-private, e-mail with user-read-email."""
    known = cast(Me, {**public_user(user, links), "account_id": user_id(user.id)})
    if "user-read-private" in caller.scopes:
        known["country"], known["product"] = people.settings.country, "premium"
        known["explicit_content"] = {"filter_enabled": False, "filter_locked": False}
    if "user-read-email" in caller.scopes:
        known["email"] = ""  # none is known
    return known


@router.get("/users/{id}")
def get_user(id: str, people: PeopleHere, links: LinksHere) -> PublicUser:
    """Answer what is public about a person."""
    return public_user(find_user(id, people), links)
