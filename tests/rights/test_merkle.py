"""Trees, known answers of certificate transparency, and proofs that hold where they should and nowhere else."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.domain.errors import InvalidParameter, NotFound
from accord.rights import merkle

LEAVES = [bytes.fromhex(text) for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of the trees over the first 1 to 8 leaves, as the test vectors of certificate transparency give them."""

CONSISTENCY = {
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


class Written:
    """The hashes of full subtrees, written down in post-order."""

    def __init__(self, leaves: list[bytes]) -> None:
        tree = merkle.Growing()
        self.hashes = [new for leaf in leaves for new in tree.add(merkle.leaf_hash(leaf))]
        self.root = tree.root()
        self.read = 0

    def __call__(self, level: int, number: int) -> bytes:
        self.read += 1
        return self.hashes[merkle.position(level, number)]


def defined_root(leaves: list[bytes]) -> bytes:
    """The root by the recursive definition of RFC 6962, section 2.1."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\0" + leaves[0]).digest()
    split = max(1 << power for power in range(len(leaves).bit_length()) if 1 << power < len(leaves))
    return sha256(b"\1" + defined_root(leaves[:split]) + defined_root(leaves[split:])).digest()


def numbered(size: int) -> list[bytes]:
    return [str(number).encode() for number in range(size)]


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    written = Written(LEAVES[:size])
    assert written.root.hex() == merkle.root(size, written).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_hash_of_nothing() -> None:
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.Growing().root().hex() == merkle.root(0, Written([])).hex() == nothing


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_known_consistency_proofs(old: int, new: int) -> None:
    proof = merkle.consistency(old, new, Written(LEAVES))
    assert tuple(step.hex() for step in proof) == CONSISTENCY[old, new]


def test_a_known_inclusion_proof() -> None:
    proof = merkle.inclusion(0, 8, Written(LEAVES))
    assert tuple(step.hex() for step in proof) == CONSISTENCY[1, 8], "the first leaf is the tree over one leaf"


@given(st.integers(0, 70))
def test_roots_are_as_defined(size: int) -> None:
    written = Written(numbered(size))
    assert written.root == merkle.root(size, written) == defined_root(numbered(size))
    assert len(written.hashes) == merkle.node_count(size)
    assert merkle.Growing(size, written).root() == written.root


def test_t20_every_proof_of_every_small_tree_holds() -> None:
    written = Written(numbered(40))
    roots = [defined_root(numbered(size)) for size in range(41)]
    for new in range(41):
        for old in range(new + 1):
            proof = merkle.consistency(old, new, written)
            assert merkle.extends(roots[old], old, roots[new], new, proof)
        for index in range(new):
            proof = merkle.inclusion(index, new, written)
            assert merkle.includes(roots[new], new, index, merkle.leaf_hash(b"%d" % index), proof)


@given(st.data(), st.integers(2, 60))
def test_t20_a_proof_holds_for_nothing_else(data: st.DataObject, size: int) -> None:
    written = Written(numbered(size))
    root = written.root
    index = data.draw(st.integers(0, size - 1))
    leaf, proof = merkle.leaf_hash(b"%d" % index), merkle.inclusion(index, size, written)
    other = data.draw(st.integers(-1, size + 1).filter(lambda number: number != index))
    assert not merkle.includes(root, size, other, leaf, proof)
    assert not merkle.includes(root, size, index, merkle.leaf_hash(b"other"), proof)
    assert not merkle.includes(root, size, index, leaf, [*proof, root])
    assert not merkle.includes(root, size, index, leaf, proof[:-1])
    step, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    proof[step] = (int.from_bytes(proof[step], "big") ^ 1 << bit).to_bytes(32, "big")
    assert not merkle.includes(root, size, index, leaf, proof)


@given(st.data(), st.integers(2, 60))
def test_t20_a_rewritten_past_is_not_consistent(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new - 1))
    rewritten = numbered(old)
    rewritten[data.draw(st.integers(0, old - 1))] = b"rewritten"
    written = Written(numbered(new))
    proof = merkle.consistency(old, new, written)
    assert not merkle.extends(defined_root(rewritten), old, written.root, new, proof)
    assert not merkle.extends(written.root, old, written.root, new, proof)
    assert not merkle.extends(defined_root(numbered(old)), old, merkle.EMPTY, new, proof)
    assert not merkle.extends(defined_root(numbered(old)), old, written.root, new, [])
    assert not merkle.extends(defined_root(numbered(old)), old, written.root, new, [*proof, merkle.EMPTY])


def test_trees_of_one_size_are_consistent_where_they_are_the_same() -> None:
    one, other = Written([b"a"]).root, Written([b"b"]).root
    assert merkle.extends(one, 1, one, 1, [])
    assert not merkle.extends(one, 1, other, 1, [])
    assert merkle.extends(merkle.EMPTY, 0, other, 1, [])
    assert not merkle.extends(one, 0, other, 1, [])
    assert not merkle.extends(one, 2, other, 1, [])


def test_a_proof_reads_few_hashes() -> None:
    written = Written(numbered(1000))
    for index in range(0, 1000, 37):
        written.read = 0
        merkle.inclusion(index, 1000, written)
        assert written.read <= 20


def test_what_is_not_there_has_no_proof() -> None:
    with pytest.raises(NotFound, match="no entry 3 among 3"):
        merkle.inclusion(3, 3, Written(numbered(3)))
    with pytest.raises(InvalidParameter, match="no state of 4 entries"):
        merkle.consistency(4, 3, Written(numbered(3)))
