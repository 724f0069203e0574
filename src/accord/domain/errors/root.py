"""The root of the tree of errors."""

from __future__ import annotations

from typing import ClassVar


class AccordError(Exception):
    """Root of the tree. ``str(error)`` is one sentence that says what was wrong."""

    http_status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    remedy: ClassVar[str] = "Report this with the command and its output."

    @classmethod
    def code(cls) -> str:
        """Return the stable name that documents, stored rows and logs use."""
        return cls.__name__
