"""``accord export budget``: what shared sums have cost, what is left, and how many people a release needs."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from accord.domain.settings import load_settings
from accord.library.community import ledger, taking_part
from accord.library.people import open_people
from accord.rights.community import Plan
from accord.rights.privacy_budget import LIFETIME, left_of, total

OFFERED = (0.5, 1.0, 2.0, 4.0)
"""The sizes of a release of which it is said how many people they need."""


def budget(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Say what shared sums have cost, what is left, and how many people have to agree to a release. Spends nothing."""
    with open_people(load_settings(), create=False) as people:
        costs, taking = list(ledger(people).releases().values()), len(taking_part(people))
    spent, needed = total(costs), {epsilon: Plan.of(epsilon).least_people for epsilon in OFFERED}
    if as_json:
        about = {
            "people": taking,
            "releases": len(costs),
            "spent": {"epsilon": spent.epsilon, "rho": float(spent.rho), "delta": float(spent.delta)},
            "ever_at_most": {"epsilon": LIFETIME.epsilon, "rho": float(LIFETIME.rho), "delta": float(LIFETIME.delta)},
            "largest_left": left_of(spent),
            "people_needed": [{"epsilon": epsilon, "people": people_} for epsilon, people_ in needed.items()],
        }
        typer.echo(json.dumps(about, indent=2))
        return
    typer.echo(f"{taking} people agreed to take part")
    typer.echo(f"{len(costs)} releases came to epsilon {spent.epsilon:.2f} of {LIFETIME.epsilon:.2f}")
    typer.echo(f"the largest that can still be made has {left_of(spent):.2f}")
    for epsilon, least in needed.items():
        enough = "" if least <= taking else ", more than agreed"
        typer.echo(f"  epsilon {epsilon:g} needs {least} people{enough}")
