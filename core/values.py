"""Value classes. Their types make them immutable, and they are quick to create."""

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make a class of values, for values that are created in every answer.

    mypy treats it as a frozen dataclass. A dataclass that is also frozen
    at run time takes six times as long to create.
    """
    return dataclass(slots=True, unsafe_hash=True)(cls)
