"""All features, found by looking: each module of this package that has a ``FEATURE`` declares one."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache

import accord.features
from accord.domain.errors import UnknownFeature
from accord.features.declaration import Feature


@cache
def features() -> dict[str, Feature]:
    """Return every declared feature by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(accord.features.__path__))
    declared: dict[str, Feature] = {}
    for name in names:
        if hasattr(module := importlib.import_module(f"accord.features.{name}"), "FEATURE"):
            declared[name] = module.FEATURE
    return declared


def feature(name: str) -> Feature:
    """Return the declaration of one feature.

    Raises
    ------
    UnknownFeature
        If none has that name; the message suggests the nearest one.
    """
    try:
        return features()[name]
    except KeyError:
        near = difflib.get_close_matches(name, features(), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise UnknownFeature(f"No feature is called {name!r}{hint}") from None
