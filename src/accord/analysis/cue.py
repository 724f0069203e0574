"""CUE sheets: text that says where the tracks of an album lie in its file or files.

A track reaches from its INDEX 01 to the next track's INDEX 01 in the same file, so that what lies between two tracks
(INDEX 00, the gap) belongs to the one before, as on a CD player; what precedes the first INDEX 01 belongs to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accord.analysis import tags_values as value
from accord.analysis.decode_file import opened, subject_of
from accord.domain.entities import Span, Tags
from accord.domain.errors import CueError

FRAMES_PER_SECOND = 75
"""Of a CD; times in a sheet are ``mm:ss:ff``."""
LARGEST_SHEET = 2**20
"""Bytes. Longer files are no sheets."""

_WORD = re.compile(r'"([^"]*)"|(\S+)')
_TIME = re.compile(r"(\d{1,4}):([0-5]?\d):(\d{1,2})")
_SOUND = (".flac", ".wav", ".wv", ".ape", ".tta", ".aiff", ".aif", ".m4a", ".mp3", ".ogg", ".opus", ".wma", ".aac")
"""Extensions that take the place of the one that a sheet names, best first: rippers convert, and leave the sheet."""


@dataclass(frozen=True, slots=True)
class CueTrack:
    """One track of a sheet."""

    path: Path
    """The sound file."""
    span: Span
    tags: Tags
    """What the sheet says; it stands above what the file's own tags say."""


@dataclass(slots=True)
class _Track:
    number: int
    file: str
    file_line: int
    line: int
    start: float | None = None
    said: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Sheet:
    said: dict[str, str] = field(default_factory=dict)
    tracks: list[_Track] = field(default_factory=list)


def read_cue(path: Path) -> list[CueTrack]:
    """Read a CUE sheet and find the sound files that it names.

    Parameters
    ----------
    path : Path
        The sheet. Its encoding is UTF-8 (with BOM or without), UTF-16 with BOM, else Windows-1252.

    Returns
    -------
    list of CueTrack
        In the sheet's order; data tracks are left out.

    Raises
    ------
    CueError
        If the sheet cannot be followed; the sentence names the line.
    AudioError
        If the sheet itself cannot be read.
    """
    with opened(path) as raw:
        data = raw.read(LARGEST_SHEET + 1)
    if len(data) > LARGEST_SHEET:
        raise CueError(f"{subject_of(path)} is too long for a CUE sheet.")
    sheet = parse_cue(_text(data), subject_of(path))
    files = {track.file: _sound_beside(path, track.file, track.file_line) for track in sheet.tracks}
    return list(_spans(sheet, files, subject_of(path)))


def parse_cue(text: str, subject: str) -> _Sheet:
    """Return what a sheet says, line by line; unknown commands are passed over.

    Raises
    ------
    CueError
        If a command is malformed or out of place, or there is no track.
    """
    sheet = _Sheet()
    file: tuple[str, int] | None = None
    track: _Track | None = None
    for number, line in enumerate(text.splitlines(), 1):
        words = [quoted or bare for quoted, bare in _WORD.findall(line)]
        command, where = words[0].upper() if words else "", f"{subject}, line {number}"
        if command == "FILE":
            if len(words) < 2 or not words[1]:
                raise CueError(f"{where}: FILE names no file.")
            name = words[1] if '"' in line or len(words) < 3 else " ".join(words[1:-1])
            file, track = (name, number), None
        elif command == "TRACK":
            if file is None:
                raise CueError(f"{where}: TRACK comes before any FILE.")
            if len(words) < 3 or not words[1].isdecimal():
                raise CueError(f"{where}: TRACK needs a number and a type.")
            track = _Track(int(words[1]), *file, number)
            if words[2].upper() == "AUDIO":
                sheet.tracks.append(track)
        elif command == "INDEX":
            _index(words, track, where)
        else:
            _say(words, command, sheet.said if track is None else track.said)
    if not sheet.tracks:
        raise CueError(f"{subject} names no audio track.")
    return sheet


def _index(words: list[str], track: _Track | None, where: str) -> None:
    if track is None:
        raise CueError(f"{where}: INDEX comes before any TRACK.")
    time = _TIME.fullmatch(words[2]) if len(words) > 2 else None
    if time is None or not words[1].isdecimal() or int(time[3]) >= FRAMES_PER_SECOND:
        raise CueError(f"{where}: INDEX needs a number and a time mm:ss:ff.")
    if int(words[1]) == 1:
        track.start = int(time[1]) * 60 + int(time[2]) + int(time[3]) / FRAMES_PER_SECOND


def _say(words: list[str], command: str, said: dict[str, str]) -> None:
    """Note a field: ``TITLE "..."``, or ``REM GENRE ...``, whose name is the second word."""
    named = words[1:] if command == "REM" else words
    if len(named) > 1:
        said.setdefault(named[0].upper(), " ".join(named[1:]).strip())


def _spans(sheet: _Sheet, files: dict[str, Path], subject: str) -> Iterator[CueTrack]:
    for position, track in enumerate(sheet.tracks):
        if track.start is None:
            raise CueError(f"{subject}, line {track.line}: track {track.number} has no INDEX 01.")
        after = sheet.tracks[position + 1] if position + 1 < len(sheet.tracks) else None
        end = after.start if after is not None and after.file == track.file else None
        if end is not None and end <= track.start:
            line = after.line if after is not None else track.line
            raise CueError(f"{subject}, line {line}: this track begins before the one above it.")
        yield CueTrack(files[track.file], Span(track.start, end), _tags(sheet, track))


def _tags(sheet: _Sheet, track: _Track) -> Tags:
    problems: list[str] = []
    album, said = sheet.said, track.said
    performer, album_performer = said.get("PERFORMER") or album.get("PERFORMER"), album.get("PERFORMER")
    date, genre = said.get("DATE") or album.get("DATE"), said.get("GENRE") or album.get("GENRE")
    disc, discs = (value.number([album[name]])[0] if name in album else None for name in ("DISCNUMBER", "TOTALDISCS"))
    return Tags(
        title=said.get("TITLE") or None,
        artists=(performer,) if performer else (),
        album=album.get("TITLE") or None,
        album_artists=(album_performer,) if album_performer else (),
        date=value.date(date, problems) if date else None,
        genres=value.genres([genre]) if genre else (),
        track_number=track.number,
        track_total=len(sheet.tracks),
        disc_number=disc,
        disc_total=discs,
        isrc=value.isrc([said["ISRC"]], problems) if said.get("ISRC") else None,
        replaygain_track_gain=_gain(said, "REPLAYGAIN_TRACK_GAIN", problems),
        replaygain_album_gain=_gain(album, "REPLAYGAIN_ALBUM_GAIN", problems),
        comment=said.get("COMMENT") or album.get("COMMENT") or None,
        problems=tuple(problems),
    )


def _gain(said: dict[str, str], name: str, problems: list[str]) -> float | None:
    return value.gain([said[name]], problems) if said.get(name) else None


def _sound_beside(sheet: Path, name: str, line: int) -> Path:
    """Return the file that a sheet names: beside it, whatever the case, folder or extension written there."""
    wanted = name.replace("\\", "/").rsplit("/", 1)[-1]
    beside = sorted(path for path in sheet.parent.iterdir() if path.is_file())
    for same in (lambda path: path.name == wanted, lambda path: path.name.casefold() == wanted.casefold()):
        found = next(filter(same, beside), None)
        if found is not None:
            return found
    stems = {wanted.rsplit(".", 1)[0].casefold(), sheet.stem.casefold()}
    for extension in _SOUND:
        for path in beside:
            if path.suffix.lower() == extension and path.stem.casefold() in stems:
                return path
    raise CueError(f"{subject_of(sheet)}, line {line}: there is no {name} beside the sheet.")


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
