"""Counts with chance added, and left out where they are small: what can be said of many and of nobody in particular.

The mechanism is OpenDP's: discrete Gaussian noise (C. Canonne, G. Kamath and T. Steinke, The discrete Gaussian for
differential privacy, NeurIPS 2020), and a threshold that keeps the names of rare things back (R. Rogers, A unifying
privacy analysis framework for unknown domain algorithms in differential privacy, 2023). OpenDP also says what it
costs, and draws from the system's source of random bits, so that no seed gives two releases the same noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from accord.domain.errors import MissingPackage
from accord.rights.contribution import LEAST, Key, above_least
from accord.rights.privacy_budget import Cost

if TYPE_CHECKING:
    from opendp.mod import Measurement

_WIDEST = 1e6
"""The largest standard deviation that is looked for."""
_HIGHEST = 2**30
"""The largest threshold that is looked for; counts have 32 bits."""


@dataclass(frozen=True, slots=True)
class Noise:
    """A mechanism for counts to which one person adds 1 in a bounded number of places."""

    cells: int
    """Counts that one person changes at most, each by 1."""
    scale: float
    """Standard deviation of the noise."""
    threshold: int
    """What lies below this with its noise is left out, after ``LEAST - 1`` is taken off."""
    cost: Cost
    """What OpenDP says that it costs, rounded up."""

    @property
    def least_shown(self) -> int:
        """The smallest number that can come out."""
        return self.threshold + LEAST - 1

    def shown(self, counts: Mapping[Key, int]) -> dict[Key, int]:
        """Return the counts that are shown, with noise.

        Parameters
        ----------
        counts : mapping
            Key -> how many people. What one person adds is at most 1 to each of ``cells`` of them.

        Returns
        -------
        dict
            What at least ``LEAST`` people stand behind, without exception, and usually many more.
        """
        above = above_least(counts)
        keys = sorted(above)
        noisy = _measurement(self.scale, self.threshold)({number: above[key] for number, key in enumerate(keys)})
        return {keys[number]: int(value) + LEAST - 1 for number, value in sorted(noisy.items())}


@cache
def calibrated(cells: int, allowed: Cost) -> Noise:
    """Return the mechanism with the least noise that costs no more than it may.

    Parameters
    ----------
    cells : int
        Counts that one person changes at most.
    allowed : Cost
        What it may cost.

    Returns
    -------
    Noise

    Raises
    ------
    MissingPackage
        If OpenDP is not installed.
    """
    dp = _opendp()
    change = (cells, ceil(sqrt(cells)), 1)  # how many counts, their Euclidean length, each: OpenDP takes the tightest

    def costs(scale: float, threshold: int) -> tuple[float, float]:
        mechanism: Any = _measurement(scale, threshold)
        rho, delta = mechanism.map(change)
        return float(rho), float(delta)

    search: Any = dp.binary_search
    scale: float = search(lambda wide: costs(wide, _HIGHEST)[0] <= allowed.rho, bounds=(0.1, _WIDEST))
    threshold: int = search(lambda high: costs(scale, high)[1] <= allowed.delta, bounds=(2, _HIGHEST))
    rho, delta = costs(scale, threshold)
    return Noise(cells, scale, threshold, Cost(Decimal(rho), Decimal(delta)))


def _opendp() -> Any:
    """Return OpenDP, which not everybody installs: it is larger than all the rest."""
    try:
        import opendp.prelude
    except ImportError as error:
        raise MissingPackage("Sharing needs OpenDP: `pip install 'accord-music[community]'`.") from error
    return opendp.prelude


@lru_cache(8)
def _measurement(scale: float, threshold: int) -> Measurement:
    dp = _opendp()
    dp.enable_features("contrib")  # what OpenDP has proofs of, but no outside review of them yet
    number: Any = dp.atom_domain(T="i32")
    made: Measurement = dp.m.make_gaussian_threshold(
        dp.map_domain(number, number),
        dp.l02inf_distance(dp.absolute_distance(T="i32")),
        scale=scale,
        threshold=threshold,
        MO="Approximate<ZeroConcentratedDivergence>",
    )
    return made
