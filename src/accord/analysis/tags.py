"""A file's tags as one value, whatever the format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from accord.analysis import tags_values as value
from accord.analysis.decode_file import opened
from accord.analysis.decode_sniff import container_of
from accord.analysis.tags_fields import Fields, fields_of
from accord.domain.entities import Tags

_LICENCE_URLS = ("wcop", "copyrighturl", "wmcopyrighturl", "licenseurl")
_LICENCES = ("license", "licence", "wmlicense", "termsofuse")
_COPYRIGHTS = ("copyright", "tcop", "cprt", "icop")


def read_tags(file: Path | int, name: str = "") -> Tags:
    """Read a file's tags.

    Parameters
    ----------
    file : Path or int
        A path, or an open file descriptor, which stays open; its position moves.
    name : str
        The file's name; its extension helps where the content does not tell how it is tagged.

    Returns
    -------
    Tags
        What is absent is ``None`` or empty; what is there but unusable is a sentence in ``problems``. Broken tags never
        fail a file.

    Raises
    ------
    EmptyFile, FileDenied, FileVanished, AudioError
        If the file itself cannot be read.
    """
    problems: list[str] = []
    with opened(file) as raw:
        fields, cover = fields_of(raw, container_of(raw), name, problems)
    get = _Getter(fields)
    track_number, track_total = value.number(get("track", "tracknumber", "partnumber"))
    disc_number, disc_total = value.number(get("disc", "discnumber", "partofset"))
    dates = get("year", "date", "daterelease", "datereleased", "tdrc", "tdrl", "tyer")
    return Tags(
        title=_first(get("title")),
        artists=value.artists(get("artist")),
        album=_first(get("album")),
        album_artists=value.artists(get("albumartist")),
        date=value.date(dates[0], problems, _first(get("tdat"))) if dates else None,
        genres=value.genres(get("genre")),
        track_number=track_number,
        track_total=track_total or value.number(get("tracktotal", "totaltracks"))[0],
        disc_number=disc_number,
        disc_total=disc_total or value.number(get("disctotal", "totaldiscs"))[0],
        isrc=value.isrc(get("isrc", "tsrc"), problems),
        mb_recording_id=value.mbid(get("musicbrainztrackid", "musicbrainzrecordingid"), problems),
        mb_release_id=value.mbid(get("musicbrainzalbumid", "musicbrainzreleaseid"), problems),
        mb_release_group_id=value.mbid(get("musicbrainzreleasegroupid"), problems),
        mb_artist_ids=value.mbids(get("musicbrainzartistid"), problems),
        mb_album_artist_ids=value.mbids(get("musicbrainzalbumartistid"), problems),
        replaygain_track_gain=_gain(get, "track", problems),
        replaygain_track_peak=value.peak(get("replaygaintrackpeak"), problems),
        replaygain_album_gain=_gain(get, "album", problems),
        licence=value.licence(get(*_LICENCE_URLS), get(*_LICENCES), get(*_COPYRIGHTS)),
        comment=_first(get("comment")),
        cover=cover,
        problems=tuple(problems),
    )


class _Getter:
    """Looks fields up under several names, the first that is there."""

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def __call__(self, *names: str) -> Sequence[str]:
        return next((self._fields[name] for name in names if self._fields.get(name)), ())


def _first(values: Sequence[str]) -> str | None:
    return values[0] if values else None


def _gain(get: _Getter, what: str, problems: list[str]) -> float | None:
    given = get(f"replaygain{what}gain")
    return value.gain(given, problems) if given else value.r128(get(f"r128{what}gain"), problems)
