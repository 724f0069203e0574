"""``accord rights ask``: yes or no, who says so, what it owes, and what would be lawful instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from accord.rights.answer import Answer


def ask(
    question: Annotated[list[str], typer.Argument(help="What you would do with data from where, in plain words.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Say whether data may be used for something, and who says so.

    For instance: accord rights ask "May I use MusicBrainz tags in a paid app?" The first word is Yes or No. Not legal
    advice: the answer is what Accord itself enforces.
    """
    from accord.rights.answer import ask as answer_to

    found = answer_to(" ".join(question))
    typer.echo(as_document(found) if as_json else as_text(found))


def as_text(answer: Answer) -> str:
    """Return an answer as lines of text, of which the first is its word."""
    from accord.rights.vocabulary import obligations

    lines = [answer.word, answer.reason]
    for source in answer.sources:
        lines += ["", f"{source.name} ({source.id}, {source.licence})", f"  {source.clause}"]
        lines += [f"  {source.where}; read {source.read}"]
    if answer.allowed:
        owed = [f"- {obligations()[duty].meaning}" for duty in answer.obligations]
        lines += ["", "Owed:", *owed] if owed else ["", "Nothing is owed."]
    if answer.instead:
        lines += ["", "Instead:", *(f"- {way}" for way in answer.instead)]
    return "\n".join([*lines, *(f"\n{note}" for note in answer.notes)])


def as_document(answer: Answer) -> str:
    """Return an answer as the JSON that the server sends too."""
    import orjson

    from accord.rights.documents import answer_document

    return orjson.dumps(answer_document(answer), option=orjson.OPT_INDENT_2).decode()
