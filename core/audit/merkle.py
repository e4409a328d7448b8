"""Merkle trees as in RFC 6962 §2.1: roots, and proofs of inclusion and of consistency.

https://www.rfc-editor.org/rfc/rfc6962#section-2.1
"""

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf. Leaves and nodes are hashed with different prefixes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node with two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The root hash of a growing Merkle tree.

    The object stays small, because it stores only the hashes of the largest complete subtrees.
    """

    def __init__(self) -> None:
        self._subtrees: list[tuple[int, bytes]] = []
        self.size = 0

    def add(self, leaf: bytes) -> None:
        """Add a leaf to the tree. `leaf` is the leaf's hash."""
        width, joined = 1, leaf
        while self._subtrees and self._subtrees[-1][0] == width:
            _, left = self._subtrees.pop()
            width, joined = width * 2, node_hash(left, joined)
        self._subtrees.append((width, joined))
        self.size += 1

    @property
    def root(self) -> bytes:
        """Return the Merkle tree hash of all leaves so far."""
        if not self._subtrees:
            return EMPTY
        *others, (_, joined) = self._subtrees
        for _, left in reversed(others):
            joined = node_hash(left, joined)
        return joined


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the Merkle tree hash of leaves, given by their hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root


def inclusion_proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """Return the audit path of the leaf at a position (RFC 6962 §2.1.1).

    `place` is the position, counted from 0. Raises ValueError if there is no such leaf.
    """
    if not 0 <= place < len(leaves):
        raise ValueError(f"there is no leaf {place} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = _largest_power_below(len(leaves))
    if place < half:
        return [*inclusion_proof(leaves[:half], place), root_of(leaves[half:])]
    return [*inclusion_proof(leaves[half:], place - half), root_of(leaves[:half])]


def consistency_proof(leaves: Sequence[bytes], before: int) -> list[bytes]:
    """Return the proof that the first `before` leaves are a prefix of all leaves (§2.1.2).

    Raises ValueError unless `before` is from 1 to the number of leaves.
    """
    if not 0 < before <= len(leaves):
        raise ValueError(f"{before} leaves are not a beginning of {len(leaves)}")
    return _subproof(leaves, before, whole=True)


def _subproof(leaves: Sequence[bytes], before: int, *, whole: bool) -> list[bytes]:
    if before == len(leaves):
        return [] if whole else [root_of(leaves)]
    half = _largest_power_below(len(leaves))
    if before <= half:
        return [*_subproof(leaves[:half], before, whole=whole), root_of(leaves[half:])]
    return [*_subproof(leaves[half:], before - half, whole=False), root_of(leaves[:half])]


def is_included(leaf: bytes, place: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that this leaf is at a position of the tree.

    `place` is the position, counted from 0. `size` and `root` describe the tree.
    """
    if not 0 <= place < size:
        return False
    joined, last = leaf, size - 1
    for each in proof:
        if last == 0:
            return False
        if place % 2 or place == last:
            joined = node_hash(each, joined)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            joined = node_hash(joined, each)
        place, last = place // 2, last // 2
    return last == 0 and joined == root


def is_consistent(
    before: int, after: int, proof: Sequence[bytes], root_before: bytes, root_after: bytes
) -> bool:
    """Whether the proof shows that a later tree begins with an earlier tree.

    The earlier tree has `before` leaves and the root `root_before`. The later tree has `after`
    leaves and the root `root_after`.
    """
    if not 0 < before <= after:
        return False
    if before == after:
        return not proof and root_before == root_after
    path = list(proof)
    if before & (before - 1) == 0:  # a complete subtree: the proof does not contain its root
        path.insert(0, root_before)
    if not path:
        return False
    place, last = before - 1, after - 1
    while place % 2:
        place, last = place // 2, last // 2
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if place % 2 or place == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            new = node_hash(new, each)
        place, last = place // 2, last // 2
    return last == 0 and old == root_before and new == root_after


def _largest_power_below(number: int) -> int:
    return 1 << (number - 1).bit_length() - 1
