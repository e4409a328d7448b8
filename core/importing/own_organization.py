"""Refuse rows about organizations other than the user's own."""

from collections.abc import Sequence
from dataclasses import replace

from core.importing.sheets import Batch, quote_cell
from core.language.message import _
from core.people.name_folding import fold


class OwnOrganization:
    """Refuses rows that name an organization other than the user's own."""

    def __init__(self, only: str, names: Sequence[str]) -> None:
        self._only = only
        self._folded = fold(only)
        at = {name: place for place, name in enumerate(names)}
        self._organization = at.get("organisation")
        self._number = at.get("candidate_number")

    def refuse_others(self, batch: Batch) -> Batch:
        """Return the batch with an error for each row that names another organization."""
        if not self._only:
            return batch
        problems = dict(batch.problems)
        for place, row in enumerate(batch.rows):
            named = row[self._organization].strip() if self._organization is not None else ""
            if self._number is not None and "@" in row[self._number]:
                named = row[self._number].partition("@")[2].strip()
            if named and fold(named) != self._folded:
                problems.setdefault(
                    place,
                    _(
                        "you may import only for %(only)s, and the row is for %(named)s",
                        only=self._only,
                        named=quote_cell(named),
                    ),
                )
        return replace(batch, problems=problems)
