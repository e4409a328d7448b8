"""The goal solver's answer costs as little as the best of all possible choices.

A choice is a set of the numbered things that candidates do, such as passing an exam. It is a whole
number with a bit for each thing. A tree is a goal's rule.
"""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.goals.solver.branch_and_bound import Fewest
from core.goals.solver.branch_and_bound import fewest as fewest_of
from core.goals.solver.cost_sharing import Shares
from core.goals.solver.gates import Gate, Tree, each_removable, meets, remainder, simplest
from core.goals.solver.reductions import reduce_simplest

_THINGS = 7
_SETS = st.integers(1, 2**_THINGS - 1)


def _gate(parts: list[Tree], need: int, worth: list[int] | None) -> Gate:
    if worth is None:
        return Gate(1 + need % len(parts), tuple(parts))
    worths = tuple(worth[: len(parts)])
    return Gate(1 + need % sum(worths), tuple(parts), worths)


_TREES: st.SearchStrategy[Tree] = st.recursive(
    _SETS,
    lambda below: st.builds(
        _gate,
        st.lists(below, min_size=1, max_size=4),
        st.integers(0, 11),
        st.none() | st.lists(st.integers(1, 3), min_size=4, max_size=4),
    ),
    max_leaves=12,
)


def _deeper(below: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.builds(_gate, st.lists(below, min_size=2, max_size=3), st.integers(0, 5), st.none())


_SMALL_SETS = st.integers(0, _THINGS - 1).map(lambda bit: 1 << bit) | _SETS
_FOUR_LEVELS = _deeper(_deeper(_SMALL_SETS | _deeper(_SMALL_SETS | _deeper(_SMALL_SETS))))
_COSTS = st.lists(st.integers(1, 3), min_size=_THINGS, max_size=_THINGS)


def _meets(tree: Tree, done: int) -> bool:
    if isinstance(tree, int):
        return tree & ~done == 0
    worths = tree.worth or (1,) * len(tree.parts)
    met = [w for part, w in zip(tree.parts, worths, strict=True) if _meets(part, done)]
    return sum(met) >= tree.need


def fewest(tree: Tree, costs: list[int]) -> Fewest:
    simple = simplest(tree)
    assert simple is not None, "all things together meet every generated tree"
    return fewest_of(simple, costs)


def _cost(things: int, costs: list[int]) -> int:
    return sum(cost for bit, cost in enumerate(costs) if things >> bit & 1)


def _cheapest(tree: Tree, costs: list[int]) -> int:
    return min(_cost(done, costs) for done in range(2**_THINGS) if _meets(tree, done))


@settings(max_examples=300)
@given(_TREES | _FOUR_LEVELS, _COSTS)
def test_the_solver_finds_a_choice_as_cheap_as_the_cheapest_of_all_choices(
    tree: Tree, costs: list[int]
) -> None:
    found = fewest(tree, costs)
    assert found.exact
    assert _meets(tree, found.things)
    assert _cost(found.things, costs) == _cheapest(tree, costs)


@settings(max_examples=150)
@given(_FOUR_LEVELS | _TREES, _COSTS)
def test_a_reduced_tree_still_has_a_cheapest_choice_of_the_original_tree(
    tree: Tree, costs: list[int]
) -> None:
    narrow = reduce_simplest(simplest(tree), costs)
    assert narrow is not None
    for done in range(2**_THINGS):
        assert _meets(tree, done) or not _meets(narrow, done)
    assert _cheapest(narrow, costs) == _cheapest(tree, costs)


@settings(max_examples=100)
@given(_FOUR_LEVELS | _TREES, st.integers(0, 2**_THINGS - 1))
def test_a_thing_is_removable_exactly_if_the_others_still_meet_the_tree(
    tree: Tree, done: int
) -> None:
    if _meets(tree, done):
        each = (1 << bit for bit in range(_THINGS) if done >> bit & 1)
        assert each_removable(tree, done) == sum(bit for bit in each if _meets(tree, done & ~bit))


@settings(max_examples=150)
@given(_FOUR_LEVELS | _TREES, _COSTS, st.integers(0, 6))
def test_the_lower_bound_is_correct_and_no_cheap_enough_choice_is_cut_off(
    tree: Tree, costs: list[int], shifts: int
) -> None:
    simple = simplest(tree)
    if not isinstance(simple, Gate):
        return
    shares = Shares(simple, costs)
    for _ in range(shifts):
        shares.shift(shares.cheapest(), 0.8)
    shares.cheapest()
    cheapest = _cheapest(simple, costs)
    assert shares.bound <= cheapest + 1e-6
    shares.settle()
    within = shares.within(cheapest - shares.bound + 1e-6)
    assert within is not None
    assert _cheapest(within, costs) == cheapest
    fork = shares.fork()
    if fork is not None:
        for done in range(2**_THINGS):
            ways = [way is not None and _meets(way, done) for way in (fork.taken, fork.left)]
            assert any(ways) == _meets(simple, done)


@settings(max_examples=50)
@given(_TREES, _COSTS)
def test_solving_a_tree_twice_gives_the_same_choice(tree: Tree, costs: list[int]) -> None:
    assert fewest(tree, costs) == fewest(tree, costs)


@settings(max_examples=150)
@given(_TREES)
def test_a_simplified_tree_is_met_by_the_same_choices(tree: Tree) -> None:
    simple = simplest(tree)
    assert simple is not None, "all things together meet every generated tree"
    for done in range(2**_THINGS):
        assert meets(simple, done) == _meets(tree, done)


@settings(max_examples=150)
@given(_TREES, st.integers(0, 2**_THINGS - 1), st.integers(0, 2**_THINGS - 1))
def test_the_remainder_of_a_tree_is_met_by_exactly_what_is_still_missing(
    tree: Tree, done: int, out: int
) -> None:
    simple = simplest(tree)
    assert simple is not None
    rest = remainder(simple, done, out & ~done)
    for more in range(2**_THINGS):
        if more & out & ~done:
            continue
        assert (rest is not None and meets(rest, more)) == _meets(tree, done | more)


def test_a_thing_that_two_branches_need_is_counted_once() -> None:
    tree = Gate(2, (Gate(1, (0b0001, 0b0010)), Gate(1, (0b0010, 0b0100))))
    assert fewest(tree, [1] * 4) == Fewest(0b0010, looked_at=1)


def test_a_tree_whose_lower_bounds_are_all_too_low_is_solved_by_searching_both_branches() -> None:
    pairs = (Gate(1, (0b001, 0b010)), Gate(1, (0b010, 0b100)), Gate(1, (0b001, 0b100)))
    found = fewest(Gate(3, pairs), [1] * 3)
    assert found.things.bit_count() == 2


def test_a_tree_that_no_choice_can_meet_is_simplified_to_none() -> None:
    assert simplest(Gate(3, (0b1, 0b10))) is None
