"""The second receipt, as commands show it: what was learned, without the person."""

from __future__ import annotations

import json
from dataclasses import asdict

import typer

from accord.recommend.learning.leaving import Leaving


def show_second_receipt(leaving: Leaving, listener_id: str) -> None:
    """Solve again what a person was in, and print the receipt; nothing where they were in nothing.

    Parameters
    ----------
    leaving : Leaving
        Took the person out.
    listener_id : str
        Who left.
    """
    mine = leaving.receipt_of(listener_id)
    if mine is None:
        return
    typer.echo("The models that you were in no longer answer; what is left of them is worked out again.", err=True)
    for receipt in leaving.finish():
        if receipt.id == mine:
            typer.echo(json.dumps(asdict(receipt), indent=2))
