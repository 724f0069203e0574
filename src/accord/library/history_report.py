"""What became of an imported history: counted by outcome, with what the library has not, most played first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from accord.domain.history import LeftOut, Played
from accord.library.matching import Found, Match
from accord.rights.decision import ConsentRef
from accord.rights.registry import source

MOST_NAMES = 100_000
"""Tracks that are counted one by one; of a history with more, the rarest are dropped now and then."""

LISTED = 20
"""Tracks named in a report."""


class Missing(NamedTuple):
    """A track that the library has not."""

    artist: str
    title: str
    plays: int
    why: Found


@dataclass(frozen=True, slots=True)
class Read:
    """A file of the history, and what it was."""

    name: str
    format: str
    rows: int


@dataclass(slots=True)
class Report:
    """What became of a history, row by row."""

    listener_id: str
    rows: int = 0
    stored: int = 0
    duplicates: int = 0
    """Plays that were here already, or twice in the history."""
    elsewhere: int = 0
    """Plays that are here from another service or format, up to a minute earlier or later."""
    skips: int = 0
    """Skips that are new here, of tracks of the library."""
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    matched: Counter[Found] = field(default_factory=Counter)
    """Plays by how their track was found, or why not."""
    files: list[Read] = field(default_factory=list)
    unread: tuple[str, ...] = ()
    """Files that hold no history."""
    consents: dict[str, tuple[ConsentRef, ...]] = field(default_factory=dict)
    """Source -> the consent records on which keeping it rests."""
    leaf: int | None = None
    """Index of the import's entry in the log."""
    _missing: Counter[tuple[str, str, Found]] = field(default_factory=Counter)

    def note(self, played: Played, match: Match) -> None:
        """Count a play that is kept."""
        self.matched[match.how] += 1
        if match.track_id is None:
            self._missing[played.artist, played.title, match.how] += 1
            if len(self._missing) > MOST_NAMES:
                self._missing = Counter(dict(self._missing.most_common(MOST_NAMES // 2)))

    @property
    def missing(self) -> list[Missing]:
        """The tracks that the library has not, the most played first."""
        order = sorted(self._missing.items(), key=lambda item: (-item[1], item[0]))[:LISTED]
        return [Missing(artist, title, plays, why) for (artist, title, why), plays in order]

    def statement(self) -> list[dict[str, Any]]:
        """Return for each source under which label, for which purpose and on which consent it is kept."""
        stated = []
        for source_id, refs in sorted(self.consents.items()):
            label = source(source_id).label.about(self.listener_id)
            stated.append(
                {
                    "source": source_id,
                    "name": source(source_id).name,
                    "purpose": "SERVICE",
                    "label": {
                        "purposes": sorted(purpose.name for purpose in label.purposes),
                        "obligations": sorted(obligation.name for obligation in label.obligations),
                        "sources": sorted(label.sources),
                        "subjects": sorted(label.subjects),
                    },
                    "consents": [{"record_id": ref.record_id, "notice_hash": ref.notice_hash} for ref in refs],
                }
            )
        return stated

    def as_json(self) -> dict[str, Any]:
        """Return the report in JSON values."""
        return {
            "rows": self.rows,
            "stored": self.stored,
            "duplicates": self.duplicates,
            "from_elsewhere": self.elsewhere,
            "skips": self.skips,
            "left_out": {why.name.lower(): count for why, count in self.left_out.most_common()},
            "matched": {how.name.lower(): count for how, count in self.matched.most_common()},
            "missing": [
                {"artist": one.artist, "title": one.title, "plays": one.plays, "why": one.why.name.lower()}
                for one in self.missing
            ],
            "files": [{"name": one.name, "format": one.format, "rows": one.rows} for one in self.files],
            "unread": list(self.unread),
            "kept_under": self.statement(),
            "log_entry": self.leaf,
        }
