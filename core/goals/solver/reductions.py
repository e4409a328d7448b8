"""Drop parts of a requirement tree that do not change the cost of its cheapest choice.

In the code, a thing is an exam or a sign-off, as a bit.

- A set of things is never better than another set that costs no more and is needed in all the
  same gates. A gate that has enough of these better sets drops the worse set.
- A part that is required anyway is not required again. Next to a gate that must be met, everything
  that follows from this gate counts as met. Next to a gate that is enough alone, any part that
  requires as much or more is dropped.
"""

from collections.abc import Iterator

from core.goals.solver.gates import Gate, Tree, gate, price

_APART = 1024
"""From this bit on, bits mark sets of exams that must not be compared."""


def reduce_simplest(tree: Tree | None, costs: list[int]) -> Tree | None:
    """Reduce a tree made by `simplest` without making its cheapest choice more expensive.

    Every choice that meets the result also meets the tree.
    """
    before = None
    while isinstance(tree, Gate) and tree != before:
        before = tree
        tree = _without_worse(tree, costs)
        if isinstance(tree, Gate):
            tree = _Siblings().left(tree, (), ())
    return tree


def _without_worse(tree: Gate, costs: list[int]) -> Tree | None:
    """Drop sets of exams from gates that have enough better sets."""
    gates: dict[Gate, int] = {}
    stands: dict[int, int] = {}  # maps each set of exams to the gates that have it, as bits
    _stand(tree, gates, stands)
    once = shared = 0
    # maps gates, as bits, to the sets of exams that exactly these gates have
    alike: dict[int, list[int]] = {}
    for things, at in stands.items():
        shared |= once & things
        once |= things
        alike.setdefault(at, []).append(things)
    whole = {things: price(things, costs) for things in stands}
    needs = [each.need for each in gates]
    worse: dict[int, set[int]] = {}
    for at, sets in alike.items():
        if at >> _APART:
            continue
        wider = [
            whole[s] for its, them in alike.items() if its != at and not at & ~its for s in them
        ]
        asking = sorted((needs[number], number) for number in _bits(at))
        if len(wider) + len(sets) <= asking[0][0]:
            continue
        for place, things in enumerate(sets):
            # exams that only this set needs: without the set, none of them has to be passed
            own = things & ~shared
            spared = whole[things] if own == things else price(own, costs)
            better = sum(cost <= spared for cost in wider) if own else 0
            for other, each in enumerate(sets):
                better += whole[each] < spared or (whole[each] == spared and other < place)
            for need, number in asking:
                if need > better:
                    break
                worse.setdefault(number, set()).add(things)

    def left(part: Tree) -> Tree | None:
        if isinstance(part, int):
            return part
        gone = worse.get(gates[part], ())
        parts = [left(each) for each in part.parts if each not in gone]
        return part if tuple(parts) == part.parts else gate(part.need, parts, part.worth)

    return left(tree) if worse else tree


def _stand(part: Gate, gates: dict[Gate, int], stands: dict[int, int]) -> None:
    """Number the gates.

    Record which gates have each set of exams, as bits in `stands`. A set that occurs twice in a
    gate, or has a worth, gets a bit that prevents comparing it.
    """
    if part in gates:
        return
    gates[part] = len(gates)
    here = 1 << gates[part]
    for each in part.parts:
        if isinstance(each, Gate):
            _stand(each, gates, stands)
        else:
            at = stands.setdefault(each, 0)
            if at & here or part.worth:
                at |= 1 << _APART + len(stands)
            stands[each] = at | here


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


_Known = tuple[tuple[int, int], ...]
"""Gates that are known to be met, or known to be unmet: `need` and the parts as bits."""


class _Siblings:
    """Simplifies gates by what is known about the gates next to them and above them."""

    def __init__(self) -> None:
        self._numbers: dict[Tree, int] = {}
        self._parts: dict[Gate, int] = {}

    def left(self, tree: Tree, met: _Known, unmet: _Known) -> Tree | None:
        """Return what is left of the tree, given gates that are known to be met or unmet."""
        if isinstance(tree, int):
            return tree
        parts: list[Tree | None] = list(tree.parts)
        one = tree.need == 1 and not tree.worth
        for place, part in enumerate(tree.parts):
            if isinstance(part, int):
                continue
            beside = self._known(parts, place) if tree.all or one else ()
            parts[place] = self._part(
                part, (*met, *beside) if tree.all else met, (*unmet, *beside) if one else unmet
            )
        return tree if tuple(parts) == tree.parts else gate(tree.need, parts, tree.worth)

    def _part(self, part: Gate, met: _Known, unmet: _Known) -> Tree | None:
        its = self._bits(part)
        if its:
            for need, parts in met:
                if need - (parts & ~its).bit_count() >= part.need:
                    return 0
            for need, parts in unmet:
                if part.need - (its & ~parts).bit_count() >= need:
                    return None
        return self.left(part, met, unmet)

    def _known(self, parts: list[Tree | None], but: int) -> _Known:
        return tuple(
            (part.need, bits)
            for place, part in enumerate(parts)
            if place != but and isinstance(part, Gate) and (bits := self._bits(part))
        )

    def _bits(self, of: Gate) -> int:
        """Return the gate's parts as bits.

        Return 0 if the gate has a worth, or has a part twice.
        """
        bits = self._parts.get(of)
        if bits is None:
            bits, numbers = 0, self._numbers
            for part in of.parts:
                bits |= 1 << numbers.setdefault(part, len(numbers))
            if of.worth or bits.bit_count() < len(of.parts):
                bits = 0
            self._parts[of] = bits
        return bits
