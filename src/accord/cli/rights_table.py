"""``accord rights table``: what may be done with what comes from each source."""

from __future__ import annotations

from typing import Annotated

import typer

WIDE = 1_000
"""Characters: more than any row has."""


def table(as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False) -> None:
    """Print the truth table: every purpose, allowed or not, for every source."""
    from accord.rights.table import table as rows

    if as_json:
        import orjson

        from accord.rights.documents import table_document

        typer.echo(orjson.dumps(table_document(rows()), option=orjson.OPT_INDENT_2).decode())
        return
    from rich.console import Console
    from rich.table import Table

    from accord.rights.vocabulary import purposes

    drawn = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    drawn.add_column("source", no_wrap=True)
    for words in purposes().values():
        drawn.add_column(words.column, no_wrap=True, justify="center")
    drawn.add_column("kept", no_wrap=True, justify="center")
    drawn.add_column("licence", no_wrap=True)
    for row in rows():
        marks = ("yes" if allowed else "no" for allowed in row.allowed.values())
        drawn.add_row(row.source.id, *marks, "yes" if row.source.stored else "no", row.source.licence)
    console = Console(highlight=False, soft_wrap=True, width=WIDE)
    console.width = console.measure(drawn).maximum  # every word of it, in a narrow terminal or a pipe too
    console.print(drawn, markup=False, crop=False)
    console.print()
    for words in purposes().values():
        console.print(f"{words.column:<6} {words.meaning}", markup=False)
    console.print("kept   Rows of it may exist in a library at all.", markup=False)
    console.print("\n`accord rights ask` answers a question; docs/rights.md has each source's terms.", markup=False)
