"""The import of listening histories: each play is looked at once, and kept as a listen under the label of its source.

Rows come one by one and are stored many at once, a month at a time, so that a history of any length needs the memory of
a part of it. A play that is here already changes nothing: done again, or begun anew after it was cut short, an import
adds what is missing. Nothing is ever added to the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from accord.domain.entities import Listen, Listener
from accord.domain.history import LeftOut, Part, Played, Row, why_not
from accord.domain.labels import Purpose
from accord.library.feedback import Skip
from accord.library.history_doubles import FORMAT, without_doubles
from accord.library.history_report import Read, Report
from accord.library.listening import AHEAD, EARLIEST
from accord.library.listening_files import by_month
from accord.library.matching import Match, Matching
from accord.library.transfer_leaf import note
from accord.rights.decision import Decision
from accord.rights.log_entry import LogKind
from accord.rights.registry import require_storable

if TYPE_CHECKING:
    from accord.library.people import People

AT_ONCE = 50_000
"""Plays that are stored together."""

LONGEST_NAME = 1_000
"""Characters of an artist, title or album; what is longer is damaged."""

_REMEMBERED = 100_000
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff\ufffd]")


class HistoryIntake:
    """Takes histories of one listener in.

    Parameters
    ----------
    people : People
        Keep what is taken in, and decide whether it may be.
    listener : Listener
        Whose history it is.
    matching : Matching
        Says what the library has of it.
    """

    def __init__(self, people: People, listener: Listener, matching: Matching) -> None:
        self._people = people
        self._listener = listener
        self._matching = matching
        self._now = people.now()
        self._report = Report(listener.id)
        self._decisions: dict[str, Decision] = {}
        self._matches: dict[tuple[object, ...], Match] = {}

    def take_in(self, parts: Iterable[Part], unread: Iterable[str] = ()) -> Report:
        """Store what counts as heard, and say what became of each row.

        Parameters
        ----------
        parts : iterable of Part
            The files of an export.
        unread : iterable of str
            Names of files beside them that hold no history, for the report.

        Returns
        -------
        Report

        Raises
        ------
        ConsentMissing
            If the listener has no valid record of consent to the service; nothing is read then.
        SourceRefused, UnknownSource
            If the terms of a source do not let Accord hold it.
        UnreadableHistory
            If a file turns out not to be what it looked like. What came before is kept.
        KeyLost
            If the listener's key is gone.
        StoreError
            If something cannot be stored.
        """
        self._report.unread = tuple(unread)
        formats: dict[str, None] = {}
        try:
            for part in parts:
                self._require(part.source_id)
                formats[part.format] = None
                self._take_part(part)
        finally:
            if self._report.files:  # also where it was cut short: what is stored then is in the log
                self._report.leaf = self._leave_leaf(formats)
        return self._report

    def _require(self, source_id: str) -> None:
        if source_id not in self._decisions:
            label = require_storable(source_id).label.about(self._listener.id)
            decision = self._people.uses.require(Purpose.SERVICE, label, what="listens")
            self._decisions[source_id] = decision
            self._report.consents[source_id] = tuple(decision.consents)

    def _take_part(self, part: Part) -> None:
        before = self._report.rows
        listens: list[Listen] = []
        skips: list[Skip] = []
        try:
            for row in part.rows:
                self._report.rows += 1
                played = self._checked(row)
                if isinstance(played, LeftOut):
                    self._report.left_out[played] += 1
                    if played is LeftOut.SKIPPED and isinstance(row, Played):
                        skips += self._skips(row)
                    continue
                self._report.note(played, self._match(played))
                listens.append(self._listen(played, part))
                if len(listens) >= AT_ONCE:
                    self._store(listens, skips, part)
                    listens, skips = [], []
            self._store(listens, skips, part)
        finally:
            self._report.files.append(Read(part.name, part.format_name, self._report.rows - before))

    def _checked(self, row: Row) -> Played | LeftOut:
        """Return a play that counts and can be true, or why it is left out."""
        if isinstance(row, LeftOut):
            return row
        if row.listened_at < EARLIEST:
            return LeftOut.TOO_EARLY
        if row.listened_at > self._now + AHEAD:
            return LeftOut.FUTURE
        album = row.album or ""
        if max(len(row.artist), len(row.title), len(album)) > LONGEST_NAME:
            return LeftOut.DAMAGED
        if _UNSPEAKABLE.search(f"{row.artist}{row.title}{album}"):
            return LeftOut.DAMAGED
        return why_not(row) or row

    def _skips(self, row: Played) -> Iterator[Skip]:
        if (track_id := self._match(row).track_id) is not None:
            yield Skip(track_id, int(row.listened_at))

    def _match(self, played: Played) -> Match:
        """Return what the library has of a play; most people play the same tracks again and again."""
        key = (played.artist, played.title, played.isrc, played.recording_mbid, played.duration)
        match = self._matches.get(key)
        if match is None:
            if len(self._matches) >= _REMEMBERED:
                self._matches.clear()
            match = self._matches[key] = self._matching.find(
                played.artist,
                played.title,
                isrc=played.isrc,
                mbid=played.recording_mbid,
                duration=played.duration,
            )
        return match

    def _listen(self, played: Played, part: Part) -> Listen:
        info = {**played.info, FORMAT: part.format}
        if played.played is not None:
            info["duration_played"] = round(played.played)
        return Listen(
            listened_at=int(played.listened_at),
            artist_name=played.artist,
            track_name=played.title,
            release_name=played.album,
            source_id=part.source_id,
            inserted_at=self._now,
            recording_mbid=played.recording_mbid,
            isrc=played.isrc,
            duration=played.duration,
            additional_info=info,
        )

    def _store(self, listens: list[Listen], skips: list[Skip], part: Part) -> None:
        heard, new = self._people.listening.heard(self._decisions[part.source_id]), []
        for month, places in by_month([listen.listened_at for listen in listens]):
            new += without_doubles(heard.table(month), [listens[place] for place in places])
        self._report.elsewhere += len(listens) - len(new)
        if new:
            added = self._people.listening.add(self._listener.id, new)
            self._report.stored += added.stored
            self._report.duplicates += added.duplicates
        self._report.skips += self._people.feedback.skip(self._listener.id, skips, part.source_id)

    def _leave_leaf(self, formats: Iterable[str]) -> int:
        report = self._report
        facts: dict[str, str | int] = {
            "format": " ".join(formats),
            "source": " ".join(sorted(report.consents)),
            "files": len(report.files),
            "listens": report.stored,
            "duplicates": report.duplicates + report.elsewhere,
            "refused": report.left_out.total(),
        }
        return note(self._people, LogKind.IMPORT, self._listener.id, facts)
