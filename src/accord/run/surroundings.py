"""All that a program is run in: a server, the stand-in before it, and the environment that leads there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from accord.domain.settings import Settings
from accord.library.apps import Apps
from accord.library.people import open_people
from accord.run import browser, credentials, hosts
from accord.run.authority import Authority
from accord.run.browser import Browser
from accord.run.server import found_or_started
from accord.run.service import Service, once
from accord.run.stand_in import StandIn

HOOKS = Path(__file__).parent / "hooks"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever runs a program wants."""

    yes: bool = False
    """Whether what it asks of people is allowed at once, for their own account."""
    name: str | None = None
    """What they are called here."""
    redirect_uris: Sequence[str] = ()
    """Where else than on this machine it may have people sent back to."""
    implicit: bool = False
    """Whether it may be given tokens in the address, as browser apps were."""
    lead_back: Callable[[str], str] = str
    """Says where people are sent back to, from where it wants them sent."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a program is run in."""

    stand_in: StandIn
    settings: Settings
    env: Mapping[str, str]
    """Its environment."""


@contextmanager
def surroundings(
    settings: Settings, wishes: Wishes, command: Sequence[str], tell: Callable[[str], None]
) -> Iterator[Surroundings]:
    """Give what a program is run in; all of it ends with the block.

    Parameters
    ----------
    settings : Settings
        Name the library.
    wishes : Wishes
    command : sequence of str
        The program and its arguments.
    tell : callable
        Takes a sentence for whoever runs it.

    Yields
    ------
    Surroundings

    Raises
    ------
    AccordError
        If the library cannot be opened, its server does not start, or there is nobody of that name.
    """
    with ExitStack() as stack:
        people = stack.enter_context(open_people(settings))
        apps = Apps(people.library.store, settings.token_lifetime)
        app = credentials.kept(apps, settings.home / "run-app.json", wishes.redirect_uris)
        server = stack.enter_context(found_or_started(settings, app.client_id, app.secret, implicit=wishes.implicit))
        consent = None
        if wishes.yes:
            from accord.run.consenting import consenting  # it is part of a server, which is slow to import

            consent = stack.enter_context(consenting(people, server, wishes.name))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="accord-run-")))
        authority = Authority(folder)
        stand_in = StandIn(authority.context)
        opener = Browser(stand_in.url, granted=wishes.yes, tell=tell).open
        service = Service(server, app, once(tell), consent, opener, wishes.lead_back)
        stack.enter_context(stand_in.answering(service))
        if not people.library.track_count():
            tell("The library holds no music yet: `accord scan DIR` adds some.")
        env = dict(os.environ)
        env |= credentials.environment(app, env, command)
        env |= authority.environment(env)
        env |= _led(stand_in, service.secret, env)
        env |= browser.in_the_way(folder, env)
        yield Surroundings(stand_in, settings, env)


def _led(stand_in: StandIn, secret: str, env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables by which start-up hooks lead a program to the stand-in."""
    led = {
        hosts.PORT_VARIABLE: str(stand_in.port),
        hosts.SECRET_VARIABLE: secret,
        "ACCORD_BASE_URL": stand_in.url,
        "PYTHONPATH": os.pathsep.join(filter(None, [str(HOOKS / "python"), env.get("PYTHONPATH", "")])),
    }
    redirect = str(HOOKS / "node" / "redirect.cjs").replace("\\", "\\\\").replace('"', '\\"')
    led["NODE_OPTIONS"] = " ".join(filter(None, [f'--require "{redirect}"', env.get("NODE_OPTIONS", "")]))
    # A proxy between would be asked for the hosts by name.
    direct = ",".join(hosts.ADDRESSES)
    for name in ("NO_PROXY", "no_proxy"):
        known = env.get(name, "")
        led[name] = known if known.strip() == "*" else ",".join(filter(None, [known, direct, "127.0.0.1", "localhost"]))
    return led
