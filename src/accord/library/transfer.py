"""The export of one listener: all that is kept about them, in open formats, as a stream that needs little memory."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.exc import IntegrityError

from accord import __version__
from accord.domain.entities import Listener
from accord.domain.errors import InvalidParameter, UnknownListener
from accord.domain.labels import Purpose
from accord.library import listener_rows
from accord.library import transfer_form as form
from accord.library.durable import TEMPORARY, make_folder, named_failures, sync_folder
from accord.library.erasure import EXPORTS
from accord.library.listen_form import form_of
from accord.library.parts import Parts
from accord.library.transfer_leaf import note, openings
from accord.rights.croissant import File, describe
from accord.rights.lineage import Input, derive
from accord.rights.log_entry import LogKind
from accord.rights.receipt import consent_record
from accord.rights.registry import OWN_LISTENING
from accord.store.schema import DerivedRow

AGENT = f"accord {__version__}"

RESPONSIBLE = {
    "dataCollection": "Reported by the person's own music players, or imported by the person.",
    "dataUseCases": "The person's own: to read, to take to another service, or to hand to whom they choose.",
    "dataLimitations": "What no player reported is not in it; players differ in what they count as heard.",
    "dataBiases": "One person's listening; it stands for nobody else.",
    "personalSensitiveInformation": "Personal data throughout: what one person listened to, and when.",
    "dataReleaseMaintenancePlan": "A copy of one moment; it is not kept up to date.",
}

_CHUNK = 1 << 16
_COMPRESSION = 3
_AT_ONCE = 256
"""Lines."""


@dataclass(frozen=True, slots=True)
class Exported:
    """An export that was written."""

    path: Path
    size: int
    """Bytes."""
    sha256: str


def stream(parts: Parts, listener: Listener) -> Iterator[bytes]:
    """Yield the zip archive of an export, chunk by chunk. The export is logged before anything is read.

    Raises
    ------
    KeyLost
        If the listener's key is gone, or goes meanwhile.
    StoreError
        If something cannot be read.
    """
    note(parts, LogKind.EXPORT, listener.id, {"format": form.FORMAT})
    return _stream(parts, listener)


def export_to(parts: Parts, listener: Listener, target: Path) -> Exported:
    """Write an export to a file of the listener's own; it appears under its name only when it is whole.

    Raises
    ------
    InvalidParameter
        If the file exists already, or its folder does not.
    KeyLost
        If the listener's key is gone.
    StoreError
        If something cannot be read or written.
    """
    if target.exists() or not target.parent.is_dir():
        raise InvalidParameter(f"{target} exists already, or its folder does not exist.")
    return _write(stream(parts, listener), target)


def keep_export(parts: Parts, listener: Listener) -> Exported:
    """Write an export into the data folder, where erasure finds it.

    Raises
    ------
    UnknownListener
        If the listener is erased meanwhile.
    KeyLost
        If the listener's key is gone.
    StoreError
        If something cannot be read or written.
    """
    folder = parts.settings.home / EXPORTS / listener.id
    stamp = datetime.fromtimestamp(time.time(), UTC).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{stamp}-{secrets.token_hex(4)}.zip"
    with named_failures(folder):
        make_folder(folder)
    exported = _write(stream(parts, listener), target)
    inputs = [Input.of("listens", OWN_LISTENING.id, parts.listening.own(listener.id).count(), listener.id)]
    made = derive("export", "export", purpose=Purpose.SERVICE, activity="export", agent=AGENT, inputs=inputs)
    location = target.relative_to(parts.settings.home)
    try:
        parts.lineage.record(made, digest=exported.sha256, location=location.as_posix())
    except IntegrityError as error:
        with suppress(OSError):
            target.unlink()
            folder.rmdir()
        raise UnknownListener("The listener was erased while the export was made.") from error
    return exported


def _write(chunks: Iterable[bytes], target: Path) -> Exported:
    partial, digest, size = target.with_name(f"{target.name}{TEMPORARY}"), hashlib.sha256(), 0
    with named_failures(target):
        try:
            with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), "wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.link(partial, target)
            sync_folder(target.parent)
        finally:
            partial.unlink(missing_ok=True)
    return Exported(target, size, digest.hexdigest())


class _Sink:
    """What a zip archive is written to: it can neither be sought nor grow without bound."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        self._chunks.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        data, self._chunks, self.size = b"".join(self._chunks), [], 0
        return data


def _stream(parts: Parts, listener: Listener) -> Iterator[bytes]:
    sink, files = _Sink(), []
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as archive:  # type: ignore[call-overload]
        for file, pieces in _members(parts, listener):
            digest, size, records = hashlib.sha256(), 0, 0
            with archive.open(file.name, "w", force_zip64=True) as out:
                for piece in pieces:
                    out.write(piece)
                    digest.update(piece)
                    size, records = size + len(piece), records + piece.count(b"\n")
                    if sink.size >= _CHUNK:
                        yield sink.take()
            lines = records if file.media_type == _LINES else None
            files.append(
                File(file.name, file.media_type, size, digest.hexdigest(), file.description, lines, file.fields)
            )
            yield sink.take()
        archive.writestr(form.MANIFEST, orjson.dumps(_manifest(listener, files), option=orjson.OPT_INDENT_2))
    yield sink.take()


_LINES = "application/jsonl"
_JSON_LD = "application/ld+json"


def _members(parts: Parts, listener: Listener) -> Iterator[tuple[File, Iterable[bytes]]]:
    """Yield each member, still without size and hash, and its content in pieces: lines, where it has lines."""
    id_, now = listener.id, time.time()
    yield _file(form.README, "text/markdown", "What is in the archive."), [form.ABOUT.encode()]
    yield _file(form.PROFILE, "application/json", "Who the listener is."), [_profile(parts, listener)]
    yield (
        _file(form.LISTENS, _LINES, "What was heard, oldest first.", dict(form.LISTEN_FIELDS)),
        _lines(form.line_of(listen) for listen in parts.listening.own(id_).every()),
    )
    yield (
        _file(form.LISTENBRAINZ, _LINES, "The same, in the form of ListenBrainz.", {"listened_at": "sc:Integer"}),
        _lines(form_of(listen) | {"user_name": listener.name} for listen in parts.listening.own(id_).every()),
    )
    for table in listener_rows.keyed_tables():
        with parts.library.store.reading() as db:
            lines = list(_lines(listener_rows.rows(db, table, id_)))
        yield _file(form.table_member(table.name), _LINES, f"Rows of the table {table.name}."), lines
    records = [consent_record(one, parts.consents.notices, now) for one in parts.consents.records(id_)]
    yield _file(form.CONSENTS, _JSON_LD, "Consent records, ISO/IEC TS 27560."), [orjson.dumps(records)]
    decisions = parts.listening.decisions(id_)
    yield _file(form.DECISIONS, _LINES, "What was decided about the listener."), _lines(decisions)
    yield (
        _file(form.OPENINGS, _LINES, "Entries of the log about the listener.", {"leaf": "sc:Integer"}),
        _lines(openings(parts, id_, decisions)),
    )
    yield from _derived(parts, id_)


def _profile(parts: Parts, listener: Listener) -> bytes:
    profile = {
        "format": form.FORMAT,
        "version": form.VERSION,
        "id": listener.id,
        "name": listener.name,
        "created_at": listener.created_at,
        "controller": parts.consents.controller,
        "importers": parts.listening.marks(listener.id),
        "log_checkpoint": parts.log.checkpoint(),
        "log_key": parts.log.verifier_key(),
        "log_salt": parts.vault.log_salt(listener.id).hex(),
    }
    return orjson.dumps(profile, option=orjson.OPT_INDENT_2)


def _derived(parts: Parts, listener_id: str) -> Iterator[tuple[File, Iterable[bytes]]]:
    """Yield the files that were made from the listener's data alone; other exports hold nothing that is not here."""
    with parts.library.store.reading() as db:
        rows = list(listener_rows.rows(db, DerivedRow.__table__, listener_id))
    for row in rows:
        if row["location"] and row["kind"] != "export" and row["subjects"] == [listener_id]:
            path = parts.settings.home / row["location"]
            if path.is_file():
                name = f"{form.DERIVED}{row['id']}{path.suffix}"
                about = _file(name, "application/octet-stream", f"A {row['kind']} made from the data.")
                yield about, [parts.models.opened(row["id"])] if row["kind"] == "model" else _pieces(path)


def _pieces(path: Path) -> Iterator[bytes]:
    with named_failures(path), path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


def _file(name: str, media_type: str, description: str, fields: dict[str, str] | None = None) -> File:
    return File(name, media_type, 0, "", description, None, fields)


def _lines(values: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Yield JSON Lines, many at once: to compress and hash each alone would take most of the time. Bytes are hex."""
    rest = iter(values)
    while together := list(islice(rest, _AT_ONCE)):
        yield b"".join(orjson.dumps(value, bytes.hex, orjson.OPT_APPEND_NEWLINE) for value in together)


def _manifest(listener: Listener, files: list[File]) -> dict[str, Any]:
    return describe(
        name="Listening of one person",
        description="All that an Accord kept about one of its listeners.",
        label=OWN_LISTENING.label.about(listener.id),
        files=files,
        made_at=int(time.time()),
        agent=AGENT,
        activity="export on the person's own request",
        responsible=RESPONSIBLE,
    )
