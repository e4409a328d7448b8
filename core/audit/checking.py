"""Compare the audit log with its seals to find entries changed, removed, added or reordered.

The seals come from the database, or from a file kept elsewhere. Only a file kept elsewhere can
reveal that somebody changed both the entries and the seals in the database.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.audit.actor import Action
from core.audit.entry_rows import content_of, digest_of
from core.audit.merkle import Frontier, leaf_hash
from core.audit.seals import Leaf, Seal, read_seals
from core.storage.database import Database
from core.storage.tables import audit_entries

_AT_ONCE = 5_000


class Fault(StrEnum):
    """The kinds of faults that a check of the audit log can find in an entry or a seal."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    REORDERED = "reordered"
    FORGOTTEN = "forgotten without a record"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in the audit log.

    `number` is the seal's number for `Fault.SEAL`, and otherwise the entry's number.
    """

    fault: Fault
    number: int
    detail: str

    def document(self) -> dict[str, Any]:
        """Return the problem in JSON form."""
        what = "seal" if self.fault is Fault.SEAL else "entry"
        return {what: self.number, "fault": self.fault.value, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check of the audit log: how much was checked, and the problems found.

    `forgotten` is the number of entries without details. `unsealed` is the number of entries newer
    than the last seal.
    """

    entries: int
    sealed: int
    seals: int
    forgotten: int
    problems: tuple[Problem, ...]

    @property
    def unsealed(self) -> int:
        return max(0, self.entries - self.sealed)

    def document(self) -> dict[str, Any]:
        """Return the result in JSON form."""
        return {
            "sound": not self.problems,
            "entries": self.entries,
            "sealed": self.sealed,
            "unsealed": self.unsealed,
            "seals": self.seals,
            "forgotten": self.forgotten,
            "problems": [each.document() for each in self.problems],
        }


class AuditCheck:
    """Checks the audit log against its seals."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def check(self, kept: Sequence[Seal] | None = None) -> Checked:
        """Check all entries of the audit log against its seals.

        `kept` are seals from a file, which are checked in addition to those in the database. None
        means that there is no file.
        """
        async with self._database.reading() as connection:
            try:
                stored = await read_seals(connection)
            except ValueError as error:
                stored, why = [], str(error)
            else:
                why = ""
            found = await _read(connection)
        problems = [Problem(Fault.SEAL, 0, f"a stored seal cannot be read: {why}")] if why else []
        problems += _seal_faults(stored)
        seals = stored
        if kept is not None:
            problems += _seal_faults(kept)
            problems += _against_kept(stored, kept)
            seals = [*kept, *(each for each in stored if each.number > len(kept))]
        sealed = [leaf for seal in seals for leaf in seal.leaves]
        problems += _entry_faults(sealed, found)
        problems += found.problems
        if found.forgotten > found.recorded:
            detail = f"{found.forgotten} lack their details, and {found.recorded} are on record"
            problems.append(Problem(Fault.FORGOTTEN, found.last_forgotten, detail))
        ordered = sorted(set(problems), key=lambda each: (each.fault is Fault.SEAL, each.number))
        return Checked(
            len(found.contents), len(sealed), len(seals), found.forgotten, tuple(ordered)
        )


@dataclass(slots=True)
class _Found:
    """The entries of the audit log, by number, and the faults found in single entries."""

    contents: dict[int, bytes]
    problems: list[Problem]
    forgotten: int = 0
    recorded: int = 0
    last_forgotten: int = 0


async def _read(connection: AsyncConnection) -> _Found:
    found = _Found({}, [])
    asked = select(audit_entries).order_by(audit_entries.c.id).limit(_AT_ONCE)
    following = asked
    while True:
        some = (await connection.execute(following)).all()
        for row in some:
            found.contents[row.id] = content_of(row.at, row.action, row.import_id, row.digest)
            _note(found, row)
        if len(some) < _AT_ONCE:
            return found
        following = asked.where(audit_entries.c.id > some[-1].id)


def _note(found: _Found, row: Any) -> None:
    """Add an entry to `found`, and a fault if the entry's details or columns were changed.

    An entry without details is only counted as forgotten.
    """
    if row.details is None:
        found.forgotten += 1
        found.last_forgotten = row.id
        if row.subject_id is not None or row.actor_id is not None:
            detail = "its details are gone, and a person is named"
            found.problems.append(Problem(Fault.CHANGED, row.id, detail))
        return
    try:
        fits = row.salt is not None and digest_of(row.salt, row.details) == row.digest
        said: Mapping[str, Any] = json.loads(row.details)
    except ValueError:
        fits, said = False, {}
    if not fits:
        detail = "its details do not fit their digest"
        found.problems.append(Problem(Fault.CHANGED, row.id, detail))
        return
    for column, name in (("subject_id", "subject"), ("actor_id", "actor")):
        if getattr(row, column) != said.get(name):
            detail = f"its {name} is another than in its details"
            found.problems.append(Problem(Fault.CHANGED, row.id, detail))
    if row.action == Action.FORGOT:
        found.recorded += int(said.get("entries", 0))


def _entry_faults(sealed: Sequence[Leaf], found: _Found) -> list[Problem]:
    problems: list[Problem] = []
    was = {leaf.content: leaf.id for leaf in sealed}
    numbers = Counter(leaf.id for leaf in sealed)
    for leaf in sealed:
        there = found.contents.get(leaf.id)
        if there == leaf.content:
            continue
        if there is None:
            problems.append(Problem(Fault.MISSING, leaf.id, "it was sealed, and is not there"))
        elif there in was:
            detail = f"what stands here was sealed as entry {was[there]}"
            problems.append(Problem(Fault.REORDERED, leaf.id, detail))
        else:
            detail = "its time, action, import or digest is another than when it was sealed"
            problems.append(Problem(Fault.CHANGED, leaf.id, detail))
    last = sealed[-1].id if sealed else 0
    for number, content in found.contents.items():
        if number > last and content not in was:
            continue
        if number not in numbers:
            old = was.get(content)
            detail = "it was not there when later entries were sealed"
            fault = Fault.ADDED
            if old is not None:
                fault, detail = Fault.REORDERED, f"what stands here was sealed as entry {old}"
            problems.append(Problem(fault, number, detail))
    return problems


def _seal_faults(seals: Sequence[Seal]) -> list[Problem]:
    """Compute the Merkle root of each seal again. Return a problem for each seal that differs."""
    problems: list[Problem] = []
    tree, last = Frontier(), 0
    for number, seal in enumerate(seals, 1):
        if seal.number != number:
            detail = f"seal {number} is not there"
            return [*problems, Problem(Fault.SEAL, number, detail)]
        ordered = True
        for leaf in seal.leaves:
            ordered = ordered and leaf.id > last
            last = leaf.id
            tree.add(leaf_hash(leaf.data))
        if not ordered or (seal.size, seal.root) != (tree.size, tree.root.hex()):
            detail = "its root does not fit its entries"
            problems.append(Problem(Fault.SEAL, number, detail))
    return problems


def _against_kept(stored: Sequence[Seal], kept: Sequence[Seal]) -> list[Problem]:
    problems: list[Problem] = []
    by_number = {seal.number: seal for seal in stored}
    for seal in kept:
        there = by_number.get(seal.number)
        if there is None:
            detail = "it was kept elsewhere, and is not in the database"
        elif there != seal:
            detail = "it is another in the database than the one kept elsewhere"
        else:
            continue
        problems.append(Problem(Fault.SEAL, seal.number, detail))
    return problems
