"""Data sets as they lie on disk: two public ones by their files' names, anybody's own as pairs or playlists."""

from __future__ import annotations

import csv
import json
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from accord.bench.recommendation.content import Tagged
from accord.bench.recommendation.dataset import Dataset, from_pairs
from accord.domain.errors import InvalidParameter

DELIMITERS = "\t,;"
HEADINGS = ("user", "listener", "row", "session", "playlist", "uid", "pid")
"""How the name of a first column begins; without digits, a first line of such a name is no pair."""
FORMS = {2: "pair of a row and an item", 3: "row, item and tag"}
"""What the first fields of a line are, by how many are needed."""


class Coded:
    """Pairs of names as pairs of numbers, in order of appearance."""

    def __init__(self) -> None:
        self.rows, self.items = array("q"), array("q")
        self._row_of: dict[str, int] = {}
        self._item_of: dict[str, int] = {}

    def add(self, row: str, item: str) -> None:
        """Take in one pair."""
        self.rows.append(self._row_of.setdefault(row, len(self._row_of)))
        self.items.append(self._item_of.setdefault(item, len(self._item_of)))

    def row(self, name: str) -> int:
        """Return the number of a row, -1 if there was none of the name."""
        return self._row_of.get(name, -1)

    def item(self, name: str) -> int:
        """Return the number of an item, -1 if there was none of the name."""
        return self._item_of.get(name, -1)

    @property
    def many_items(self) -> int:
        """How many items there are."""
        return len(self._item_of)

    def dataset(self, name: str, terms: str) -> Dataset:
        """Return what was taken in."""
        return from_pairs(name, terms, self.rows, self.items)


def hetrec(folder: Path) -> Dataset:
    """Read HetRec 2011 Last.fm: listeners and artists (Cantador, Brusilovsky and Kuflik, RecSys 2011)."""
    coded = Coded()
    for row, item in _pairs(folder / "user_artists.dat"):
        coded.add(row, item)
    found = coded.dataset("HetRec 2011 Last.fm", "non-commercial use")
    tags = folder / "user_taggedartists.dat"
    return replace(found, content=_tags(tags, coded)) if tags.is_file() else found


def _tags(path: Path, coded: Coded) -> Tagged:
    """Read who gave which tag to which item; of items that nobody listened to, nothing."""
    given = [(coded.row(row), coded.item(item), int(tag)) for row, item, tag in _fields(path, 3)]
    rows, items, tags = np.array([one for one in given if one[1] >= 0], dtype=np.int64).reshape(-1, 3).T
    return Tagged(rows, items, tags, coded.many_items)


def kgat(folder: Path) -> Dataset:
    """Read Last.fm as published with KGAT (Wang et al., KDD 2019): a line a listener, their id, then tracks."""
    rows, items = array("q"), array("q")
    with (folder / "interactions.txt").open(encoding="ascii") as lines:
        for line in lines:
            row, *played = map(int, line.split())
            rows.extend([row] * len(played))
            items.extend(played)
    return from_pairs("Last.fm-KGAT", "unstated, so research only", rows, items)


PUBLIC: Mapping[str, Callable[[Path], Dataset]] = {"user_artists.dat": hetrec, "interactions.txt": kgat}
"""The file that a public set is known by -> its reader."""


def public_sets(folder: Path) -> list[Dataset]:
    """Return the public sets in a folder or in the folders right below it.

    Raises
    ------
    InvalidParameter
        If there is none.
    """
    places = [folder, *sorted(path for path in folder.iterdir() if path.is_dir())]
    found = [read(place) for place in places for file, read in PUBLIC.items() if (place / file).is_file()]
    if not found:
        raise InvalidParameter(f"{folder} has none of the files {', '.join(PUBLIC)}, nor has a folder in it.")
    return found


def named_set(path: Path) -> Dataset:
    """Return the data set of a file, or of a folder of slices, that somebody names.

    Parameters
    ----------
    path : Path
        Pairs of row and item, one a line, with tabs, commas or semicolons between them and whatever columns after
        them; or playlists in the JSON of the Million Playlist Dataset, as one file or as a folder of them.

    Raises
    ------
    InvalidParameter
        If it is neither; the message names the file and line.
    """
    coded = Coded()
    if path.is_dir() or path.suffix == ".json":
        for row, item in _playlists(sorted(path.glob("*.json")) if path.is_dir() else [path]):
            coded.add(row, item)
    else:
        for row, item in _pairs(path):
            coded.add(row, item)
    return coded.dataset(path.stem, "as its owner says")


def _pairs(path: Path) -> Iterator[tuple[str, ...]]:
    return _fields(path, 2)


def _fields(path: Path, many: int) -> Iterator[tuple[str, ...]]:
    """Yield the first fields of each line."""
    with path.open(encoding="utf-8", newline="") as lines:
        first = lines.readline()
        delimiter = next((sign for sign in DELIMITERS if sign in first), ",")
        lines.seek(0)
        for number, fields in enumerate(csv.reader(lines, delimiter=delimiter), 1):
            if not fields or (number == 1 and _is_heading(fields)):
                continue
            if len(fields) < many or not all(fields[:many]):
                raise InvalidParameter(f"Line {number} of {path.name} is no {FORMS[many]}.")
            yield tuple(fields[:many])


def _is_heading(fields: list[str]) -> bool:
    first = fields[0].strip().casefold() if fields else ""
    return first.startswith(HEADINGS) and not any(sign.isdigit() for sign in first)


def _playlists(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            slice_: dict[str, Any] = json.loads(path.read_bytes())
            for playlist in slice_["playlists"]:
                for track in playlist["tracks"]:
                    yield str(playlist["pid"]), track["track_uri"]
        except (ValueError, KeyError, TypeError) as why:
            raise InvalidParameter(f"{path.name} is no slice of playlists: {why!r}.") from why
