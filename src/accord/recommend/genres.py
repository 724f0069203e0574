"""Genres as seeds: those of the library's own tags, under every spelling that programs send."""

from __future__ import annotations

import re
from collections.abc import Mapping

ALSO: Mapping[str, tuple[str, ...]] = {
    "altrock": ("alternativerock",),
    "bossanova": ("bossa",),
    "children": ("childrens", "childrensmusic", "kids"),
    "drumandbass": ("drumbass", "drumnbass", "dnb"),
    "electronic": ("electronica",),
    "goth": ("gothic", "gothicrock"),
    "hiphop": ("rap", "hiphoprap"),
    "holidays": ("christmas", "holiday"),
    "kids": ("children", "childrens", "childrensmusic"),
    "movies": ("soundtrack", "filmscore", "score"),
    "psychrock": ("psychedelicrock",),
    "rnb": ("rb", "rhythmandblues"),
    "rocknroll": ("rockandroll", "rockroll"),
    "showtunes": ("musical", "musicals", "broadway"),
    "soundtracks": ("soundtrack", "ost"),
    "synthpop": ("electropop",),
    "workout": ("fitness",),
    "worldmusic": ("world",),
}
"""Other spellings of an old name, without anything but letters and digits."""

_NOISE = re.compile(r"[\W_]+")


def squeezed(name: str) -> str:
    """Return a genre's letters and digits alone, case-folded: ``Hip-Hop`` and ``hip hop`` are one."""
    return _NOISE.sub("", name.casefold())


def slug(name: str) -> str:
    """Return a genre's name as it stands in a comma-separated parameter: ``hip-hop``."""
    return _NOISE.sub("-", name.casefold()).strip("-") or name


class Genres:
    """The genres of one library.

    Parameters
    ----------
    names : mapping
        Normalised name to name, as the tags spell it.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self._by_letters: dict[str, str] = {}
        for key in sorted(names, reverse=True):
            self._by_letters[squeezed(key)] = key

    def seeds(self) -> list[str]:
        """Return the names by which the library's genres can be asked for, in order."""
        return sorted({slug(name) for name in self.names})

    def find(self, asked: str) -> str | None:
        """Return the normalised name of the library's genre that a seed means, ``None`` where it has none such."""
        letters = squeezed(asked)
        for spelling in (letters, *ALSO.get(letters, ())):
            if spelling in self._by_letters:
                return self._by_letters[spelling]
        return None
