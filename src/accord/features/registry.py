"""All features, found by looking: every module of this package but this one and ``declaration`` declares one."""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache

import accord.features
from accord.domain.errors import UnknownFeature
from accord.features.declaration import Feature

_NO_FEATURE = {"declaration", "registry"}


@cache
def features() -> dict[str, Feature]:
    """Return every declared feature by name, in alphabetical order."""
    names = sorted(module.name for module in pkgutil.iter_modules(accord.features.__path__))
    declared: dict[str, Feature] = {}
    for name in names:
        if name not in _NO_FEATURE:
            declared[name] = importlib.import_module(f"accord.features.{name}").FEATURE
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
