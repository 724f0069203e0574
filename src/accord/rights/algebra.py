"""How labels combine: the label of what is derived from several things."""

from __future__ import annotations

from accord.domain.errors import NoLabel
from accord.domain.labels import Label, Obligation


def meet(*labels: Label) -> Label:
    """Return the label of something made from things with these labels.

    It may be used for what all of them may be used for, owes what any of them owes, and names every source and every
    subject. With that, labels are a meet-semilattice (Denning, A lattice model of secure information flow,
    Communications of the ACM, 1976): the order and the grouping of the inputs do not matter, and no derivation widens.

    Parameters
    ----------
    *labels : Label
        At least one.

    Returns
    -------
    Label

    Raises
    ------
    NoLabel
        If there is no input: what comes from nothing may be used for nothing.
    """
    if not labels:
        raise NoLabel("Nothing can be derived from nothing: name what it was made from.")
    # All at once: one after the other, the subjects so far would be copied once for every further one.
    return Label(
        frozenset.intersection(*(label.purposes for label in labels)),
        frozenset[Obligation]().union(*(label.obligations for label in labels)),
        frozenset[str]().union(*(label.sources for label in labels)),
        frozenset[str]().union(*(label.subjects for label in labels)),
    )


def within(one: Label, other: Label) -> bool:
    """Return whether ``one`` allows no more and hides no more than ``other``: the order of the lattice."""
    return (
        one.purposes <= other.purposes
        and one.obligations >= other.obligations
        and one.sources >= other.sources
        and one.subjects >= other.subjects
    )
