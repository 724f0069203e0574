"""``accord export community``: a file of sums over what those play who agreed to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.community import Grain, share
from accord.library.people import open_people
from accord.rights.privacy_budget import LIFETIME, left_of


def community(
    file: Annotated[Path, typer.Argument(help="The zip archive to write, such as community.zip.")],
    of: Annotated[Grain, typer.Option("--of", help="What to count.")] = Grain.ARTISTS,
    epsilon: Annotated[
        float, typer.Option(help="What the release may tell of each person, of 4 for all releases ever: 0.1 to 4.")
    ] = 1.0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Write sums over what those play who agreed to it: how many play what, and what together, with chance added."""
    with open_people(load_settings(), create=False) as people:
        made = share(people, file, of, epsilon)
    if as_json:
        about = {
            "release": made.id,
            "derived": made.derived,
            "file": str(made.path),
            "sha256": made.sha256,
            "people": made.people,
            made.grain.value: made.items,
            "pairs": made.pairs,
            "leaf": made.leaf,
            "epsilon": made.plan.cost.epsilon,
            "spent": made.spent.epsilon,
            "largest_left": left_of(made.spent),
        }
        typer.echo(json.dumps(about, indent=2))
        return
    typer.echo(f"{made.path}: {made.items} {made.grain} and {made.pairs} pairs, from {made.people} people")
    typer.echo(f"SHA-256 {made.sha256}, entry {made.leaf} of the log, `accord rights trace {made.derived}`", err=True)
    typer.echo(
        f"All releases so far come to epsilon {made.spent.epsilon:.2f} of {LIFETIME.epsilon:.2f}; the largest that can "
        f"still be made has {left_of(made.spent):.2f}.",
        err=True,
    )
