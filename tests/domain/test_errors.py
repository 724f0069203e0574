"""The tree of errors: its drawing, its codes, its remedies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from accord.domain import errors
from accord.domain.errors import AccordError


def tree(root: type[AccordError]) -> Iterator[type[AccordError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


CLASSES = [error for error in tree(AccordError) if error.__module__.startswith(errors.__name__)]


def drawn() -> list[tuple[int, str, int | None, int | None]]:
    """Depth, name, exit code and HTTP status of each line of the drawing."""
    rows = []
    for line in (errors.__doc__ or "").splitlines():
        if match := re.match(r"([│├└─ ]*)([A-Z]\w+)(?:\s+exit (\d+), HTTP (\d+).*|\s*)$", line):
            stem, name, exit_code, status = match.groups()
            codes = (int(exit_code), int(status)) if exit_code else (None, None)
            rows.append((len(stem) // 4, name, *codes))
    return rows


def test_the_drawing_shows_every_class_below_its_parent() -> None:
    stack: list[str] = []
    parents = {}
    for depth, name, _, _ in drawn():
        del stack[depth:]
        parents[name] = stack[-1] if stack else "Exception"
        stack.append(name)
    assert parents == {error.__name__: error.__bases__[0].__name__ for error in CLASSES}


def test_the_drawing_shows_the_codes_of_each_family() -> None:
    codes = {name: (exit_code, status) for _, name, exit_code, status in drawn() if exit_code is not None}
    families = [error for error in CLASSES if error.__base__ is AccordError]
    assert codes == {error.__name__: (error.exit_code, error.http_status) for error in families}


def test_every_error_is_of_the_tree_and_of_its_file() -> None:
    classes = (value for value in vars(errors).values() if isinstance(value, type))
    public = {value for value in classes if value.__module__.startswith(errors.__name__)}
    assert public == set(CLASSES)


def test_every_error_says_what_to_do() -> None:
    for error in CLASSES:
        assert error.remedy[0].isupper() or error.remedy.startswith("`")
        assert error.remedy.endswith(".")
        assert 400 <= error.http_status < 600
        assert 1 <= error.exit_code < 125 or error in (errors.NotExecutable, errors.NoSuchProgram)
        assert error.code() == error.__name__
