"""Which artist and which release a file speaks of. An id, once given, stays; what else would name it is an alias.

An artist is known by the MusicBrainz id, else by the normalised name. Who was first known by name and later brings a
MusicBrainz id keeps the id; so does a known MusicBrainz id that appears under another name. For releases likewise.

What tags leave out is taken from where the file lies: the title from the file's name, the album from its folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import Connection, Text, bindparam, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from accord.domain import ids
from accord.domain.entities import ArtistRef, ScannedFile
from accord.library.paths import readable, stored
from accord.store.schema import ArtistAliasRow, ArtistRow, FileRow, ReleaseAliasRow, ReleaseRow

UNKNOWN_ARTIST = "Unknown artist"
UNKNOWN_ALBUM = "Unknown album"
VARIOUS_ARTISTS = "Various Artists"

# Built once, as in ``settle``.
_ALIASES = (ArtistAliasRow, ReleaseAliasRow)
_OWNER = {alias: select(alias.owner_id).where(alias.id == bindparam("key", type_=Text())) for alias in _ALIASES}
_NEW_ALIAS = {alias: insert(alias).on_conflict_do_nothing() for alias in _ALIASES}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a file is shown as: its tags, or where it lies."""

    title: str
    album: str
    album_key: str
    album_tagged: bool


def shown(file: ScannedFile) -> Shown:
    """Return title and album of a file, from its name and folder where the tags have none."""
    title = file.tags.title or readable(file.path.stem)
    album = file.tags.album or readable(file.path.parent.name) or UNKNOWN_ALBUM
    return Shown(title, album, ids.normalise(album), file.tags.album is not None)


def credited(db: Connection, names: tuple[str, ...], mbids: tuple[str, ...], source_id: str) -> list[ArtistRef]:
    """Return the artists that a tag credits, registering those that are new.

    MusicBrainz ids are used only where there is one for each name; else nobody can tell whose they are.
    """
    paired = mbids if len(mbids) == len(names) else ()
    return [ArtistRef(artist(db, name, mbid, source_id), name) for name, mbid in zip_longest(names, paired)]


def artist(db: Connection, name: str, mbid: str | None, source_id: str) -> str:
    """Return the id of an artist, registering who is new."""
    by_name, by_mbid = ids.artist_id(name), ids.artist_id(name, mbid) if mbid else None
    found = _owner(db, ArtistAliasRow, by_mbid) if by_mbid else None
    found = found or _owner(db, ArtistAliasRow, by_name)
    if found is None or (mbid and _claimed(db, ArtistRow, found, mbid)):
        found = by_mbid or by_name
        row = {"id": found, "name": name, "mbid": mbid, "track_count": 0, "source_id": source_id}
        db.execute(insert(ArtistRow), row)
    elif mbid:
        db.execute(update(ArtistRow).where(ArtistRow.id == found, ArtistRow.mbid.is_(None)).values(mbid=mbid))
    _note_aliases(db, ArtistAliasRow, found, name, (by_mbid, by_name), source_id)
    return found


def release(db: Connection, file: ScannedFile, artists: list[ArtistRef], source_id: str) -> str:
    """Return the id of the release that a file belongs to, registering a new one.

    Where no album artist is tagged, the files of one folder with one album title are one release, whoever plays.
    """
    tags, look = file.tags, shown(file)
    if tags.album_artists:
        key = tags.album_artists
    elif look.album_tagged:
        key = tuple(credit.name for credit in artists)
    else:
        key = (readable(file.path.parent.parent.name),)
    by_name, mbid = ids.release_id(look.album, key), tags.mb_release_id
    by_mbid = ids.release_id(look.album, key, mbid) if mbid else None
    found = _owner(db, ReleaseAliasRow, by_mbid) if by_mbid else None
    if found is None and not tags.album_artists:
        found = _sibling(db, file, look)
    found = found or _owner(db, ReleaseAliasRow, by_name)
    if found is None or (mbid and _claimed(db, ReleaseRow, found, mbid)):
        found = by_mbid or by_name
        row = {"id": found, "title": look.album, "mbid": mbid, "kind": "album", "source_id": source_id}
        db.execute(insert(ReleaseRow), row | {"track_count": 0, "total_tracks": 0})
    elif mbid:
        db.execute(update(ReleaseRow).where(ReleaseRow.id == found, ReleaseRow.mbid.is_(None)).values(mbid=mbid))
    _note_aliases(db, ReleaseAliasRow, found, look.album, (by_mbid, by_name), source_id)
    return found


def _sibling(db: Connection, file: ScannedFile, look: Shown) -> str | None:
    """Return the release of a file of that album in the same folder, or of the same track before it was moved."""
    same_place = or_(FileRow.folder == stored(file.path.parent), FileRow.track_id == file.track_id)
    query = (
        select(FileRow.release_id)
        .select_from(FileRow)
        .join(ReleaseRow)
        .where(same_place, FileRow.album_key == look.album_key)
    )
    if file.tags.mb_release_id:
        query = query.where(or_(ReleaseRow.mbid.is_(None), ReleaseRow.mbid == file.tags.mb_release_id))
    return db.scalar(query.order_by(FileRow.id).limit(1))


def _owner(db: Connection, alias: type[ArtistAliasRow | ReleaseAliasRow], key: str) -> str | None:
    return db.scalar(_OWNER[alias], {"key": key})


def _claimed(db: Connection, entity: type[ArtistRow | ReleaseRow], id: str, mbid: str) -> bool:
    """Whether an entity already has another MusicBrainz id: a name may stand for two artists."""
    return db.scalar(select(entity.id).where(entity.id == id, entity.mbid != mbid)) is not None


def _note_aliases(
    db: Connection,
    alias: type[ArtistAliasRow | ReleaseAliasRow],
    owner_id: str,
    name: str,
    keys: tuple[str | None, ...],
    source_id: str,
) -> None:
    rows = [{"id": key, "owner_id": owner_id, "name": name, "source_id": source_id} for key in keys if key]
    db.execute(_NEW_ALIAS[alias], rows)
