"""`replace` does with our values what `dataclasses.replace` does with dataclasses."""

import dataclasses
from dataclasses import dataclass, field

import pytest

from core.values import replace, value


@value
class _Point:
    x: int
    y: int = 0
    name: str = ""


@value
class _Only:
    x: int


@dataclass(frozen=True, slots=True)
class _Summed:
    numbers: tuple[int, ...]
    name: str
    total: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "total", sum(self.numbers))


@dataclass(frozen=True)
class _Named:
    x: int
    name: str = field(kw_only=True)


@pytest.mark.parametrize(
    ("before", "changes"),
    [
        (_Point(1, 2, "a"), {"y": 3}),
        (_Point(1, 2, "a"), {"name": "b", "x": 0}),
        (_Point(1, 2, "a"), {}),
        (_Only(1), {"x": 2}),
        (_Summed((1, 2), "a"), {"numbers": (3,)}),
        (_Named(1, name="a"), {"name": "b"}),
    ],
)
def test_replace_returns_a_new_value_with_the_changes(
    before: _Point, changes: dict[str, object]
) -> None:
    as_before = dataclasses.replace(before)
    after = replace(before, **changes)  # type: ignore[arg-type]  # of several classes
    assert after == dataclasses.replace(before, **changes)  # type: ignore[arg-type]  # as above
    assert after is not before
    assert before == as_before


def test_replace_refuses_a_field_that_does_not_exist() -> None:
    with pytest.raises((TypeError, KeyError)):
        replace(_Point(1), z=1)  # type: ignore[call-arg]  # what is tested
