"""SPDX 2 documents, tag-value or JSON: which files are under which licence (SPDX 2.3, clauses 7 to 10)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from accord.rights.licence import OWN_COPY, Stated

_TAG = re.compile(r"(\w+):[ \t]*(.*)")
_OPEN, _CLOSE = "<text>", "</text>"
_PACKAGE = ("PackageLicenseConcluded", "PackageLicenseDeclared")


class SpdxDocument:
    """What a document says of each file.

    Parameters
    ----------
    text : str
        The whole document.

    Raises
    ------
    ValueError
        If it is no SPDX 2 document.
    """

    def __init__(self, text: str) -> None:
        self._files: dict[str, str] = {}
        self._packages: list[str] = []
        self._texts: dict[str, str] = {}
        if text.lstrip().startswith("{"):
            self._read_json(text)
        else:
            self._read_tags(text)

    def of(self, path: str) -> Stated | None:
        """Return what is stated of a file, ``None`` where nothing is.

        Parameters
        ----------
        path : str
            Relative to the folder of the document. A file that is not listed falls under the package's licence where
            the document describes a single package.
        """
        found = self._files.get(path) or (self._packages[0] if len(self._packages) == 1 else None)
        return Stated(found, self._texts.get(found, "")) if found else None

    def _read_json(self, text: str) -> None:
        document = json.loads(text)
        if not str(document.get("spdxVersion", "")).startswith("SPDX-2"):
            raise ValueError("no spdxVersion of 2")
        for file in _objects(document, "files"):
            self._add(str(file.get("fileName", "")), file.get("licenseConcluded"), _strings(file, "licenseInfoInFiles"))
        for package in _objects(document, "packages"):
            self._packages += _stated(package.get("licenseConcluded"), [str(package.get("licenseDeclared", ""))])
        for extracted in _objects(document, "hasExtractedLicensingInfos"):
            self._texts[str(extracted.get("licenseId"))] = str(extracted.get("extractedText", ""))

    def _read_tags(self, text: str) -> None:
        tags = list(_tags(text))
        if not any(tag == "SPDXVersion" and value.startswith("SPDX-2") for tag, value in tags):
            raise ValueError("no SPDXVersion of 2")
        for section in _sections(tags):
            said = dict(reversed(section))
            if section[0][0] == "FileName":
                inside = [value for tag, value in section if tag == "LicenseInfoInFile"]
                self._add(section[0][1], said.get("LicenseConcluded"), inside)
            elif section[0][0] == "PackageName":
                concluded, declared = (said.get(tag) for tag in _PACKAGE)
                self._packages += _stated(concluded, [declared or ""])
            elif section[0][0] == "LicenseID":
                self._texts[section[0][1]] = said.get("ExtractedText", "")

    def _add(self, name: str, concluded: Any, inside: Sequence[str]) -> None:
        for expression in _stated(concluded, inside):
            self._files[name.removeprefix("./").removeprefix("/")] = expression


def _tags(text: str) -> Iterator[tuple[str, str]]:
    """Yield tags and values; a value between ``<text>`` and ``</text>`` may have many lines."""
    tag, inside = "", list[str]()
    for line in text.splitlines():
        if inside:
            inside.append(line)
        elif match := _TAG.match(line):
            tag, value = match[1], match[2].strip()
            if value.startswith(_OPEN):
                inside = [value.removeprefix(_OPEN)]
            else:
                yield tag, value
        if inside and _CLOSE in inside[-1]:
            yield tag, "\n".join(inside).partition(_CLOSE)[0].strip()
            inside = []


def _sections(tags: Sequence[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    """Yield the tags of each file, package and licence text."""
    section: list[tuple[str, str]] = []
    for item in tags:
        if item[0] in ("FileName", "PackageName", "LicenseID", "SnippetSPDXID") and section:
            yield section
            section = []
        section.append(item)
    if section:
        yield section


def _stated(concluded: Any, otherwise: Sequence[str]) -> list[str]:
    """Return the expression that is stated, if any: what was concluded, else all that was found."""
    if concluded == "NONE":
        return [OWN_COPY]
    if concluded and concluded != "NOASSERTION":
        return [str(concluded)]
    found = [text for text in otherwise if text and text != "NOASSERTION"]
    if "NONE" in found:
        return [OWN_COPY]
    return [" AND ".join(f"({text})" if " " in text else text for text in found)] if found else []


def _objects(document: dict[str, Any], name: str) -> list[dict[str, Any]]:
    items = document.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _strings(document: dict[str, Any], name: str) -> list[str]:
    items = document.get(name)
    return [str(item) for item in items] if isinstance(items, list) else []
