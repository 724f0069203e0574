"""The ``ids`` parameter of batch requests."""

from __future__ import annotations

from accord.domain.errors import InvalidParameter, TooManyIds
from accord.domain.ids import require_id


def parse_ids(ids: str, most: int) -> list[str]:
    """Return the ids of a comma-separated list, in order, duplicates kept, empty items (a trailing comma) left out.

    Raises
    ------
    InvalidParameter
        If there is no id.
    TooManyIds
        If there are more than ``most``.
    InvalidId
        If one of them is no id.
    """
    wanted = [part.strip() for part in ids.split(",") if part.strip()]
    if not wanted:
        raise InvalidParameter("Missing required field: ids")
    if len(wanted) > most:
        raise TooManyIds(f"This endpoint takes {most} ids at a time, got {len(wanted)}.")
    return [require_id(part) for part in wanted]
