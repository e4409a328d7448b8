"""Merkle trees agree with published test vectors and with rules that hold for every proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.audit.merkle import (
    EMPTY,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    leaf_hash,
    node_hash,
    root_of,
)

# many implementations of RFC 6962 use these leaves and roots as test data
_DATA = (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)  # fmt: skip
_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
_LEAVES = [leaf_hash(bytes.fromhex(each)) for each in _DATA]
_trees = st.lists(st.binary(max_size=3), min_size=1, max_size=40).map(
    lambda found: [leaf_hash(each) for each in found]
)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_roots_of_the_known_leaves_match_the_published_ones(size: int) -> None:
    assert root_of(_LEAVES[:size]).hex() == _ROOTS[size - 1]


def test_the_root_of_a_tree_without_leaves_is_the_hash_of_an_empty_text() -> None:
    assert root_of([]) == EMPTY
    assert EMPTY.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_example_tree_of_rfc_6962_has_the_proofs_that_the_rfc_lists() -> None:
    # section 2.1.3 of the RFC has a tree of seven leaves, d0 to d6, and its nodes, a to k
    seven = _LEAVES[:7]
    a, b, c, d, e, f, j = seven
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, to_the_right = node_hash(g, h), node_hash(i, j)
    assert inclusion_proof(seven, 0) == [b, h, to_the_right]
    assert inclusion_proof(seven, 3) == [c, g, to_the_right]
    assert inclusion_proof(seven, 4) == [f, j, k]
    assert inclusion_proof(seven, 6) == [i, k]
    assert consistency_proof(seven, 3) == [c, d, g, to_the_right]
    assert consistency_proof(seven, 4) == [to_the_right]
    assert consistency_proof(seven, 6) == [i, j, k]


@given(leaves=_trees, data=st.data())
def test_a_proof_shows_that_a_leaf_is_included_at_its_own_place_and_at_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size, root = len(leaves), root_of(leaves)
    place = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(leaves, place)
    assert is_included(leaves[place], place, size, proof, root)
    other = leaf_hash(b"another leaf")
    assert not is_included(other, place, size, proof, root)
    assert not is_included(leaves[place], place, size, [*proof, other], root)
    assert not is_included(leaves[place], size, size, proof, root)
    for wrong in range(size):
        if leaves[wrong] != leaves[place]:
            assert not is_included(leaves[place], wrong, size, proof, root)


@given(leaves=_trees, data=st.data())
def test_a_proof_shows_that_a_tree_begins_with_an_earlier_tree_and_with_no_other(
    leaves: list[bytes], data: st.DataObject
) -> None:
    after, root = len(leaves), root_of(leaves)
    before = data.draw(st.integers(1, after))
    proof, root_before = consistency_proof(leaves, before), root_of(leaves[:before])
    assert is_consistent(before, after, proof, root_before, root)
    changed = [*leaves[: before - 1], leaf_hash(b"another leaf")]
    assert not is_consistent(before, after, proof, root_of(changed), root)
    assert not is_consistent(before, after, proof, root_before, leaf_hash(b"another root"))
    assert not is_consistent(before, after, [*proof, root], root_before, root)
    assert not is_consistent(after + 1, after, proof, root_before, root)


@given(leaves=_trees)
def test_a_tree_that_grows_leaf_by_leaf_has_the_right_root_after_each_leaf(
    leaves: list[bytes],
) -> None:
    tree = Frontier()
    for size, leaf in enumerate(leaves, 1):
        tree.add(leaf)
        assert tree.size == size
        assert tree.root == _by_definition(leaves[:size])


def _by_definition(leaves: list[bytes]) -> bytes:
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(_by_definition(leaves[:half]), _by_definition(leaves[half:]))


def test_a_proof_for_a_leaf_that_the_tree_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 3 among 3"):
        inclusion_proof(_LEAVES[:3], 3)
    with pytest.raises(ValueError, match="4 leaves are not a beginning of 3"):
        consistency_proof(_LEAVES[:3], 4)
