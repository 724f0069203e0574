"""What a file's tags say, as one mapping whatever the format: tinytag, and readers for what it leaves out."""

from __future__ import annotations

import codecs
import contextlib
import io
import re
from collections.abc import Iterable, Mapping

import av
import av.error
from tinytag import TinyTag
from tinytag.tinytag import TinyTagException

from accord.analysis.decode_bounds import TAGGED_AROUND, ape_tag, id3v1_start
from accord.domain.entities import Cover

Fields = dict[str, list[str]]
"""Values by name; names in lower case without spaces and signs: ``albumartist``, ``musicbrainzalbumid``."""

for _encoding in ("ascii", "cp1252", "iso-8859-1", "utf-16", "utf-16-be", "utf-16-le", "utf-8"):
    codecs.lookup(_encoding)  # loaded now: a sandboxed worker cannot open the codec's module when a tag asks for it

LARGEST_COVER = 16 * 2**20
"""Bytes."""

_PLAIN = ("title", "artist", "album", "albumartist", "genre", "year", "comment")
_NUMBERS = ("track", "track_total", "disc", "disc_total")
_PICTURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
)


def fields_of(raw: io.FileIO, container: str, name: str, problems: list[str]) -> tuple[Fields, Cover | None]:
    """Read all text fields and the cover of a file.

    Parameters
    ----------
    raw : io.FileIO
        The file, which remains the caller's to close.
    container : str
        As ``decode_sniff`` tells it.
    name : str
        The file's name; its extension helps where the content does not tell how it is tagged.
    problems : list of str
        Sentences on what could not be read are added.

    Returns
    -------
    fields : Fields
        Every value once, in the file's order.
    cover : Cover or None
        The front cover, else any picture.
    """
    fields: Fields = {}
    if container in ("matroska", ""):
        _add(fields, _by_ffmpeg(raw))
        return fields, None
    tag = _by_tinytag(raw, name, problems)
    if tag is not None:
        _add(fields, _plain(tag))
    if container == "asf":  # tinytag reads no number of the form 3/12
        _add(fields, _by_ffmpeg(raw), only_new=True)
    if container in TAGGED_AROUND:
        _add(fields, _ape_items(raw), only_new=True)
    return fields, None if tag is None else _cover(tag, problems)


def _add(fields: Fields, found: Iterable[tuple[str, str]], *, only_new: bool = False) -> None:
    known = set(fields) if only_new else set()
    for name, value in found:
        key = re.sub(r"[^a-z0-9]", "", name.lower())
        for part in value.split("\0"):
            text = re.sub(r"[\x00-\x09\x0b-\x1f\x7f]", "", part).strip().strip("\ufeff\ufffe")
            if text and key not in known and text not in fields.setdefault(key, []):
                fields[key].append(text)


def _by_tinytag(raw: io.FileIO, name: str, problems: list[str]) -> TinyTag | None:
    for hint in (None, name):
        raw.seek(0)
        file = io.BufferedReader(raw)
        try:
            return TinyTag.get(filename=hint, file_obj=file, duration=False, image=True)
        except TinyTagException:
            continue
        finally:
            file.detach()
    problems.append("The tags cannot be read.")
    return None


def _plain(tag: TinyTag) -> Iterable[tuple[str, str]]:
    for name in (*_PLAIN, *_NUMBERS):
        value = getattr(tag, name)
        if value is not None:
            yield name, str(value)
    for name, values in tag.other.items():
        for value in values:
            yield from _split_ufid(value) if name == "ufid" else ((name, value),)


def _split_ufid(value: str) -> Iterable[tuple[str, str]]:
    """ID3's frame of identifiers: owner, zero, identifier; MusicBrainz keeps the recording's id there."""
    owner, _, identifier = value.partition("\0")
    if owner.rstrip("/").endswith("musicbrainz.org"):
        yield "musicbrainz_trackid", identifier


def _cover(tag: TinyTag, problems: list[str]) -> Cover | None:
    image = tag.images.front_cover or tag.images.any
    if image is None or not image.data:
        return None
    if len(image.data) > LARGEST_COVER:
        problems.append(f"The embedded picture is too large ({len(image.data) / 2**20:.0f} MiB).")
        return None
    for start, media_type in _PICTURES:
        if image.data.startswith(start):
            return Cover(media_type, image.data)
    if image.data[:4] == b"RIFF" and image.data[8:12] == b"WEBP":
        return Cover("image/webp", image.data)
    problems.append("The embedded picture is of no known format.")
    return None


def _ape_items(raw: io.FileIO) -> Iterable[tuple[str, str]]:
    """Yield the text items of an APE tag (version 2) at the end of a file, before an ID3v1 tag if there is one."""
    place = ape_tag(raw, id3v1_start(raw, raw.seek(0, io.SEEK_END)))
    if place is None:
        return
    _, start, end = place
    raw.seek(start)
    data = raw.read(end - start)
    offset = 0
    while offset + 9 < len(data):
        size, flags = int.from_bytes(data[offset : offset + 4], "little"), data[offset + 4]
        zero = data.find(b"\0", offset + 8)
        if zero < 0 or zero + 1 + size > len(data):
            return
        if flags >> 1 & 3 == 0:  # text
            name = data[offset + 8 : zero].decode("ascii", "replace")
            yield name, data[zero + 1 : zero + 1 + size].decode("utf-8", "replace")
        offset = zero + 1 + size


def _by_ffmpeg(raw: io.FileIO) -> Iterable[tuple[str, str]]:
    """Yield the tags of containers that tinytag does not know, or not whole."""
    raw.seek(0)
    options = {"format_whitelist": "matroska,webm,asf,ape,avi,au,caf,dsf,flv,mpc,mpc8,mpegts,tak,tta,w64,wv"}
    with (
        contextlib.suppress(av.error.FFmpegError, OSError, ValueError),
        av.open(raw, "r", options=options, metadata_errors="replace") as container,
    ):
        described: list[Mapping[str, str]] = [container.metadata]
        described += [stream.metadata for stream in container.streams.audio[:1]]
        for metadata in described:
            yield from metadata.items()
