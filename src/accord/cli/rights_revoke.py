"""``accord rights revoke``: whoever runs this Accord ends a consent that a person gave."""

from __future__ import annotations

from typing import Annotated

import typer

from accord.domain.errors import NotFound
from accord.domain.settings import load_settings
from accord.library.people import open_people
from accord.recommend.learning.leaving import Leaving
from accord.rights.consent_states import ConsentState


def revoke(
    name: Annotated[str, typer.Argument(help="The listener, as `accord listener list` shows them.")],
    purpose: Annotated[str, typer.Argument(help="personalisation, community-statistics, research-export or training.")],
) -> None:
    """End a listener's consent as the operator; they see that it was you, and may consent again."""
    with open_people(load_settings()) as people:
        notice = people.consents.notices.named(purpose)
        listener, leaving = people.listeners.by_name(name), Leaving(people)
        standing = people.consents.revoke(listener.id, notice.purpose)
        leaving.finish()
    if standing.state is not ConsentState.REVOKED:
        raise NotFound(f"{name} has given no consent to {notice.name} that could be revoked.")
    typer.echo(f"{notice.name}: no. {standing.reason}")
