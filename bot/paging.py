"""Show long lists one page at a time. People type `catalog turning page 2` or press a button."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.reply import CALL_BYTES, Button
from core.language.message import _

T = TypeVar("T")

_PAGE = re.compile(r"(?:^|\s+)page\s+(\d{1,3})$", re.IGNORECASE)


def asked_page(argument: str) -> tuple[str, int]:
    """Split an argument into the request and the page's number, by default 1."""
    found = _PAGE.search(argument)
    if found is None:
        return argument, 1
    return argument[: found.start()], max(1, int(found[1]))


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list.

    `number` is the page's number, from 1. `count` is the number of pages. `call` is the command
    call that shows the list.
    """

    items: tuple[T, ...]
    number: int
    count: int
    call: str

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Return buttons to the previous and the next page.

        Leave out a button whose call is too long.
        """
        if self.count == 1:
            return ()
        turns = ((_("Previous page"), self.number - 1), (_("Next page"), self.number + 1))
        return tuple(
            Button(label, call)
            for label, number in turns
            if 1 <= number <= self.count
            and len((call := f"{self.call} page {number}").encode()) <= CALL_BYTES
        )


def page_of(items: Sequence[T], number: int, size: int, call: str) -> Page[T]:
    """Return the page with this number, or the last page if the number is too high.

    Pages have `size` items.
    """
    count = max(1, -(-len(items) // size))
    number = min(number, count)
    return Page(tuple(items[(number - 1) * size : number * size]), number, count, call)
