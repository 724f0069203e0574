"""Machine-readable ``copyright`` files of Debian packages: which files are under which licence.

The format is that of DEP-5, *Machine-readable debian/copyright file*, version 1.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from accord.rights.licence import Stated

_FORMAT = re.compile(
    r"\s*format(?:-specification)?:[ \t]*\S*(?:copyright-format|dep\.debian\.net|dep-?5)", re.IGNORECASE
)
_FIELD = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
_EXCEPTION = re.compile(r"\s+with\s+(?:[\w.+-]+\s+){1,3}exception\b", re.IGNORECASE)
"""An exception only adds permissions, and its name is free text here."""
_COMMA = re.compile(r",\s*(and|or)\s+", re.IGNORECASE)


class DebianCopyright:
    """What a ``copyright`` file says of each file.

    Parameters
    ----------
    text : str
        The whole file.

    Raises
    ------
    ValueError
        If it is not of the machine-readable format.
    """

    def __init__(self, text: str) -> None:
        if not _FORMAT.match(text):
            raise ValueError("no Format field")
        stanzas = list(_stanzas(text))
        licences = [
            (stanza.get("files", ""), *_licence(stanza["license"])) for stanza in stanzas if "license" in stanza
        ]
        self._texts = {name: body for files, name, body in licences if body and not files}
        self._files = [([*map(_pattern, files.split())], name, body) for files, name, body in licences if files]
        if "license" in stanzas[0] and "files" not in stanzas[0]:  # the header's own: of the package as a whole
            name, body = _licence(stanzas[0]["license"])
            self._files.insert(0, ([_pattern("*")], name, body))

    def of(self, path: str) -> Stated | None:
        """Return what is stated of a file, ``None`` where nothing is.

        Parameters
        ----------
        path : str
            Relative to the root of what the file describes. A package installs files elsewhere than its source had
            them, so that a pattern also counts where it matches the end of the path.
        """
        for patterns, name, body in reversed(self._files):
            if any(pattern.fullmatch(path) for pattern in patterns):
                return Stated(_expression(name), body or self._texts.get(name, ""))
        return None


def _stanzas(text: str) -> Iterator[Mapping[str, str]]:
    stanza: dict[str, list[str]] = {}
    field = ""
    for line in [*text.splitlines(), ""]:
        match = _FIELD.match(line)
        if match:
            field = match[1].lower()
            stanza[field] = [match[2].strip()]
        elif line.strip() and field and line[0] in " \t":
            stanza[field].append("" if line.strip() == "." else line.strip())
        elif not line.strip() and stanza:
            yield {name: "\n".join(lines) for name, lines in stanza.items()}
            stanza, field = {}, ""


def _licence(field: str) -> tuple[str, str]:
    """Return short name and text; a field that begins on its second line has no name."""
    name, _, body = field.partition("\n")
    return name.strip(), body


def _expression(name: str) -> str:
    """Return a short name as SPDX writes expressions: here a comma binds less than ``and`` and ``or``."""
    parts = _COMMA.split(_EXCEPTION.sub("", name))
    if len(parts) == 1:
        return parts[0]
    return " ".join(part if place % 2 else f"({part})" for place, part in enumerate(parts))


def _pattern(glob: str) -> re.Pattern[str]:
    r"""Return a pattern as a regular expression: ``*`` and ``?`` also match slashes, ``\\`` takes a sign as it is.

    All stars but the last take as little as they can and never reconsider, which is enough, and takes no time that
    grows with their number.
    """
    pieces = [""]
    for token in re.findall(r"\\.|.", glob.removeprefix("./")):
        if token == "*":
            pieces.append("")
        else:
            pieces[-1] += "." if token == "?" else re.escape(token[-1])
    first, *others = pieces
    middle = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.compile(f"(?:.*/)?{first}{middle}{last}", re.DOTALL)
