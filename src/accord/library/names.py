"""What tracks, albums and artists are called, and nothing else of them: to speak of many at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from accord.domain.labels import Purpose
from accord.library.catalogue import Library
from accord.library.feedback import Kind
from accord.store.reader import listed

_AMONG = "IN (SELECT value FROM json_each(?))"
_NAMES: Mapping[Kind, str] = {
    Kind.TRACK: f"""
        SELECT file.track_id, file.title, credit.name
        FROM files AS file JOIN credits AS credit ON credit.file_id = file.id AND credit.role = 'track'
        WHERE file.track_id {_AMONG} AND file.speaks ORDER BY file.id, credit.position
    """,
    Kind.ALBUM: f"""
        SELECT release.id, release.title, credit.name
        FROM releases AS release JOIN release_artists AS credit ON credit.release_id = release.id
        WHERE release.id {_AMONG} AND release.track_count > 0 ORDER BY release.id, credit.position
    """,
    Kind.ARTIST: f"""
        SELECT id, NULL, name FROM artists WHERE id {_AMONG}
        AND (track_count > 0 OR EXISTS (SELECT 1 FROM release_artists WHERE artist_id = artists.id))
    """,
}


def names(library: Library, kind: Kind, ids: Iterable[str]) -> dict[str, str]:
    """Return what some things are called: tracks and albums with their artists.

    Parameters
    ----------
    library : Library
        An open library.
    kind : Kind
        What they are: tracks, albums or artists.
    ids : iterable of str
        Their ids; what is not there, or not under that id, is left out.

    Returns
    -------
    dict of str to str
    """
    asked = listed(dict.fromkeys(ids))
    titles: dict[str, str | None] = {}
    artists: dict[str, list[str]] = {}
    for id_, title, artist in library.door.rows(Purpose.SERVICE, _NAMES[kind], asked):
        titles[id_] = title
        artists.setdefault(id_, []).append(artist)
    by = {id_: ", ".join(several) for id_, several in artists.items()}
    return {id_: by[id_] if title is None else f"{by[id_]} - {title}" for id_, title in titles.items()}
