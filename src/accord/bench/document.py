"""Tables in Markdown, and the blocks of a document that a command writes and nobody types."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from accord.domain.errors import InvalidParameter


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers and stand to the right.

    Parameters
    ----------
    header : sequence of str
        One cell a column.
    rows : sequence of sequence of str
        As many cells a row as the header has; ``|`` in a cell is escaped.

    Returns
    -------
    str
        Lines joined by newlines, without one at the end.
    """
    rule = ["---"] + ["---:"] * (len(header) - 1)
    return "\n".join(_line(cells) for cells in (header, rule, *rows))


def update_block(document: Path, name: str, content: str) -> None:
    """Write ``content`` between a document's markers of that name; a block that is not there yet goes to the end.

    Parameters
    ----------
    document : Path
        A Markdown file; it is created where its folder exists.
    name : str
        The command that writes the block, such as ``accord bench analysis``.
    content : str
        Markdown without the markers.

    Raises
    ------
    InvalidParameter
        If the folder is not there, or the document has the first marker without the second.
    """
    if not document.parent.is_dir():
        raise InvalidParameter(f"There is no folder {document.parent} to write {document.name} into.")
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    block = f"{begin}\n\n{content.strip()}\n\n{end}"
    old = document.read_text(encoding="utf-8") if document.exists() else ""
    if begin not in old:
        new = f"{old.rstrip()}\n\n{block}\n".lstrip()
    else:
        before, _, rest = old.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise InvalidParameter(f"{document} has the line {begin!r} without {end!r} after it.")
        new = before + block + after
    document.write_text(new, encoding="utf-8")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
