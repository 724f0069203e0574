"""Merkle trees over a growing list of leaves, and proofs about them that anyone can check.

Hashes and proofs are those of RFC 6962, section 2.1; the checks follow RFC 9162, sections 2.1.3.2 and 2.1.4.2. Only the
hashes of full subtrees are ever needed. They are numbered (level, number): the subtree over the leaves from
``number << level`` to ``(number + 1) << level``. Written down as they become full, they stand in post-order, so that a
store of them only grows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from accord.domain.errors import InvalidParameter, NotFound

Nodes = Callable[[int, int], bytes]
"""(level, number) -> the hash of that full subtree."""

SIZE = 32
"""Bytes of a hash."""

EMPTY = sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node; its prefix differs from a leaf's, so that neither passes for the other."""
    return sha256(b"\x01" + left + right).digest()


def position(level: int, number: int) -> int:
    """Return how many hashes stand before that of a full subtree, in post-order."""
    last_leaf = ((number + 1) << level) - 1
    return node_count(last_leaf) + level


def node_count(size: int) -> int:
    """Return how many full subtrees there are over ``size`` leaves."""
    return 2 * size - size.bit_count()


class Growing:
    """A tree to which leaves are added: it holds the hashes of its largest full subtrees, and no others.

    Parameters
    ----------
    size : int
        How many leaves there are already.
    nodes : callable, optional
        Gives the hashes of the full subtrees over them.
    """

    def __init__(self, size: int = 0, nodes: Nodes | None = None) -> None:
        self.size = size
        self._peaks = [nodes(*subtree) for subtree in _full_subtrees(0, size)] if nodes else []

    def add(self, leaf: bytes) -> list[bytes]:
        """Add the hash of a leaf; return the hashes that are new by it, in post-order: its own, then those above it."""
        new, above = [leaf], self.size
        while above & 1:
            new.append(node_hash(self._peaks.pop(), new[-1]))
            above >>= 1
        self._peaks.append(new[-1])
        self.size += 1
        return new

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        return _joined(self._peaks) if self._peaks else EMPTY


def root(size: int, nodes: Nodes) -> bytes:
    """Return the root over the first ``size`` leaves."""
    return _hash_over(0, size, nodes) if size else EMPTY


def inclusion(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """Return the proof that a leaf is in a tree: the siblings on its way to the root, the leaf's own first.

    Parameters
    ----------
    index : int
        Number of the leaf, from 0.
    size : int
        How many leaves the tree has.
    nodes : callable
        Gives the hashes of full subtrees; it is asked for fewer than ``2 * log2(size)`` of them.

    Returns
    -------
    list of bytes

    Raises
    ------
    NotFound
        If there is no such leaf.
    """
    if not 0 <= index < size:
        raise NotFound(f"There is no entry {index} among {size}.")
    start, stop, path = 0, size, []
    while stop - start > 1:
        middle = _middle(start, stop)
        if index < middle:
            path.append(_hash_over(middle, stop, nodes))
            stop = middle
        else:
            path.append(_hash_over(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """Return the proof that the tree over ``new`` leaves begins with the tree over ``old`` of them.

    Parameters
    ----------
    old, new : int
        The two sizes. Nothing needs to be shown of an empty tree.
    nodes : callable
        Gives the hashes of full subtrees.

    Returns
    -------
    list of bytes

    Raises
    ------
    InvalidParameter
        If ``old`` is negative or the larger of the two.
    """
    if not 0 <= old <= new:
        raise InvalidParameter(f"A log of {new} entries has no state of {old} entries before it.")
    if old == 0:
        return []
    start, stop, path = 0, new, []
    while old != stop:
        middle = _middle(start, stop)
        if old <= middle:
            path.append(_hash_over(middle, stop, nodes))
            stop = middle
        else:
            path.append(_hash_over(start, middle, nodes))
            start = middle
    if start:  # else what is left is the old tree itself, whose root the reader has
        path.append(_hash_over(start, stop, nodes))
    return path[::-1]


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Iterable[bytes]) -> bool:
    """Return whether a proof shows that the leaf with this hash stands at ``index`` of the tree with this root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def extends(old_root: bytes, old: int, new_root: bytes, new: int, proof: Sequence[bytes]) -> bool:
    """Return whether a proof shows that the tree with the new root begins with the tree with the old one."""
    if old == 0 or old == new:
        return not proof and old_root == (new_root if old else EMPTY)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not 0 < old < new or not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(sibling, found_old), node_hash(sibling, found_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _middle(start: int, stop: int) -> int:
    # RFC 6962 splits n leaves at the largest power of two smaller than n.
    return start + (1 << ((stop - start - 1).bit_length() - 1))


def _hash_over(start: int, stop: int, nodes: Nodes) -> bytes:
    return _joined([nodes(*subtree) for subtree in _full_subtrees(start, stop)])


def _full_subtrees(start: int, stop: int) -> Iterable[tuple[int, int]]:
    # Every range that a proof needs begins at a multiple of a power of two no smaller than its length.
    while start < stop:
        level = (stop - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def _joined(hashes: Sequence[bytes]) -> bytes:
    *rest, joined = hashes
    for left in reversed(rest):
        joined = node_hash(left, joined)
    return joined
