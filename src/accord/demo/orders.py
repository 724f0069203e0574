"""What each descriptor must say of the demo library: which piece has more of it than which, and why."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Order:
    """Of a descriptor, one piece has more than each of some others."""

    descriptor: str
    more: str
    less: tuple[str, ...]
    why: str


@cache
def orders() -> tuple[Order, ...]:
    """Return every order that the composition makes certain."""
    text = (resources.files("accord.demo") / "orders.toml").read_text(encoding="utf-8")
    return tuple(Order(**{**row, "less": tuple(row["less"])}) for row in tomllib.loads(text)["order"])
