"""Listens as an Arrow table, and a table as the bytes that are sealed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import orjson

from accord.domain.entities import Listen
from accord.domain.errors import InvalidParameter

if TYPE_CHECKING:
    import pyarrow as pa

ORDER = ("listened_at", "artist_name", "track_name")
"""The columns that tell listens apart, and the order in which a month keeps them."""

_ROWS = b"rows"


def schema() -> pa.Schema:
    """Return the columns of a month: the fields of ``Listen``; ``additional_info`` is JSON."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("listened_at", pa.int64(), nullable=False),
            pa.field("artist_name", pa.string(), nullable=False),
            pa.field("track_name", pa.string(), nullable=False),
            pa.field("release_name", pa.string()),
            pa.field("source_id", pa.string(), nullable=False),
            pa.field("inserted_at", pa.int64(), nullable=False),
            pa.field("recording_mbid", pa.string()),
            pa.field("isrc", pa.string()),
            pa.field("duration", pa.float64()),
            pa.field("additional_info", pa.string(), nullable=False),
        ]
    )


def table_of(listens: Sequence[Listen]) -> pa.Table:
    """Return listens as a table.

    Raises
    ------
    InvalidParameter
        If one holds text that is no Unicode, or what JSON cannot say.
    """
    import pyarrow as pa

    columns = schema()
    try:
        said = [orjson.dumps(dict(listen.additional_info)).decode() for listen in listens]
        values = list(zip(*map(attrgetter(*columns.names[:-1]), listens), strict=True)) or [()] * len(
            columns.names[:-1]
        )
        return pa.Table.from_arrays(
            [pa.array(column, field.type) for column, field in zip([*values, said], columns, strict=True)],
            schema=columns,
        )
    except (UnicodeEncodeError, orjson.JSONEncodeError, pa.ArrowException) as error:
        raise InvalidParameter(f"A listen cannot be kept as it is: {error}.") from error


def listens_of(table: pa.Table) -> list[Listen]:
    """Return the rows of a table."""
    names = table.schema.names
    rows = zip(*(table.column(name).to_pylist() for name in names), strict=True)
    said = [dict(zip(names, row, strict=True)) for row in rows]
    return [Listen(**values | {"additional_info": orjson.loads(values["additional_info"])}) for values in said]


def merged(table: pa.Table, more: pa.Table) -> tuple[pa.Table, int]:
    """Add rows to a table that are not in it yet; return the new one, in order, and how many were new."""
    import numpy as np
    import pyarrow as pa

    before, times = (one.column("listened_at").to_numpy() for one in (table, more))
    if len(np.unique(times)) < len(times) or np.isin(times, before).any():
        more = more.filter(_new(table, more))
    if not more.num_rows:
        return table, 0
    both = pa.concat_tables([table, more])
    times = both.column("listened_at").to_numpy()
    order = np.argsort(times, kind="stable")
    if (np.diff(times[order]) == 0).any():  # only then is there more to compare
        return both.sort_by([(name, "ascending") for name in ORDER]), more.num_rows
    return both.take(order), more.num_rows


def _new(table: pa.Table, more: pa.Table) -> list[bool]:
    """Tell which rows are in neither a table nor an earlier row."""
    import pyarrow.compute as pc

    same_time = pc.is_in(table.column("listened_at"), value_set=more.column("listened_at").combine_chunks())
    known = set(_identities(table.filter(same_time)))
    found = []
    for identity in _identities(more):
        found.append(identity not in known)
        known.add(identity)
    return found


def _identities(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    return zip(*(table.column(name).to_pylist() for name in ORDER), strict=True)


def encoded(table: pa.Table) -> bytes:
    """Return a table as an Arrow IPC file whose columns are compressed; it says in front how many rows it has."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    options = pa.ipc.IpcWriteOptions(compression="zstd")
    named = table.schema.with_metadata({_ROWS: str(table.num_rows).encode()})
    with pa.ipc.new_file(sink, named, options=options) as writer:
        writer.write_table(table.cast(named).combine_chunks())
    return bytes(sink.getvalue())


def decoded(data: bytes) -> pa.Table:
    """Return the table that ``encoded`` made into bytes."""
    import pyarrow as pa

    return pa.ipc.open_file(pa.BufferReader(data)).read_all().replace_schema_metadata(None)


def row_count(data: bytes) -> int:
    """Return how many rows encoded bytes have, without unpacking them."""
    import pyarrow as pa

    return int(pa.ipc.open_file(pa.BufferReader(data)).schema.metadata[_ROWS])
