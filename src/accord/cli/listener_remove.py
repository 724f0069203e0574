"""``accord listener remove``: whoever runs this Accord erases a listener."""

from __future__ import annotations

from typing import Annotated

import typer

from accord.cli.me_erase import YesOption, confirm, show_erasure
from accord.domain.settings import load_settings
from accord.library.people import open_people


def remove(
    name: Annotated[str, typer.Argument(help="What the listener is called here.")], yes: YesOption = False
) -> None:
    """Erase a listener with all that is kept about them, for good, and print the receipt."""
    with open_people(load_settings()) as people:
        listener = people.listeners.by_name(name)
        confirm(listener.name, yes)
        show_erasure(people, listener.id, "operator")
