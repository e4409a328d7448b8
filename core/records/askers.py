"""Find the user who is asking, and their record, in one statement."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.audit.actor import Action, Why, known_actor, looked_at
from core.people.model import (
    EMPLOYER_PREFIX,
    TERMINAL,
    Asker,
    Identity,
    Person,
    Post,
    RetakePlan,
    Role,
    Topic,
)
from core.people.who_argument import read_who
from core.records.model import Record
from core.records.record_rows import KINDS, RecordRows
from core.storage.column_keys import ColumnKeys
from core.storage.stored_queries import StoredQuery

if TYPE_CHECKING:
    from core.storage.database import Database
    from core.storage.raw_statements import Query

NO_LANGUAGE = "--"
NO_PLAN = "-"
_ROLES = {role.value: role for role in Role}
_PLANS = {plan.value[0]: plan for plan in RetakePlan}


def _question(by: str, *, record: bool) -> StoredQuery:
    def build() -> "Query":
        from core.records.asker_query import asker_query  # noqa: PLC0415 - SQLAlchemy is slow

        return asker_query(by, record=record)

    return StoredQuery(f"asker by {by}{' with record' if record else ''}", build)


_QUERIES = {
    (by, record): _question(by, record=record)
    for by in ("identity", "name", "id")
    for record in (False, True)
}


class Askers:
    """Finds the user who is asking, and their record."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    async def find(self, identity: Identity) -> Asker:
        """Return the user of this account: a person with their roles.

        If no person is linked to the account, return a stranger.
        """
        return (await self._ask(identity, record=False))[0]

    async def find_with_record(self, identity: Identity) -> tuple[Asker, Record]:
        """Return the user as `find` does, and their record, in the same single statement."""
        return await self._ask(identity, record=True)

    async def candidate_with_record(self, number: str) -> tuple[Asker, Record]:
        """Return the candidate with this number, or NUMBER@Organization, and their record.

        Return a stranger if no candidate has the number. Raises SeveralPeople if several have it.
        """
        return await self._ask(Identity(TERMINAL, number), record=True)

    async def person_with_record(
        self, person_id: int, action: Action = Action.SAW_RECORD
    ) -> tuple[Asker, Record]:
        """Return the person with this id, and their record.

        The audit log records this look as `action`.
        """
        rows = await self._database.fetch(_QUERIES["id", True], person=person_id)
        looked_at(action, person_id, why=Why.SHOWN if action is Action.SAW_PROOF else None)
        return _read(Identity(TERMINAL, ""), rows, self._database.column_keys)

    async def _ask(self, identity: Identity, *, record: bool) -> tuple[Asker, Record]:
        if identity.platform != TERMINAL:
            rows = await self._database.fetch(
                _QUERIES["identity", record],
                platform=identity.platform,
                external_id=identity.external_id,
                workspace=identity.workspace,
            )
        elif identity.external_id.startswith(EMPLOYER_PREFIX):
            name = identity.external_id.removeprefix(EMPLOYER_PREFIX).strip()
            return Asker(identity, posts=(Post(Role.EMPLOYER, 0, name),)), Record()
        else:
            who = read_who(identity.external_id)
            rows = await self._database.fetch(
                _QUERIES["name", record], **who.parameters(self._database.column_keys)
            )
            if sum(row[0] == "person" for row in rows) > 1:
                from core.people.directory import refuse_several  # noqa: PLC0415 - SQLAlchemy is slow

                await refuse_several(self._database, identity.external_id)
        asker, found = _read(identity, rows, self._database.column_keys)
        if asker.person is not None:
            roles_held = frozenset(post.role.value for post in asker.posts)
            known_actor(identity.platform, identity.external_id, asker.person.id, roles_held)
            if record:
                looked_at(Action.SAW_RECORD, asker.person.id)
        return asker, found


def _read(identity: Identity, rows: Sequence[Any], keys: ColumnKeys) -> tuple[Asker, Record]:
    person: Person | None = None
    posts: list[Post] = []
    rows_of_record = RecordRows()
    imported_at: datetime | None = None
    followed: list[tuple[str, str]] = []
    goals_changed = missed = 0
    lost = False
    language: str | None = None
    topic: Topic | None = None
    for kind, *c in rows:
        if kind in KINDS:
            rows_of_record.add(kind, c)
        elif kind == "role":
            posts.append(Post(_ROLES[c[0]], int(c[1]), c[2]))
        elif kind == "person":
            person = _read_person(c, keys)
        elif kind == "follows":
            followed.append((c[1], c[0]))
        elif kind == "goals":
            goals_changed = int(c[0] or 0)
        elif kind == "missed":
            missed = int(c[0])
        elif kind == "lost":
            lost = True
        elif kind == "chat":
            language = c[0]
            topic = (c[1], datetime.fromisoformat(c[2])) if c[1] and c[2] else None
        elif c[0]:
            imported_at = datetime.fromisoformat(c[0])
    codes = tuple(code for _, code in sorted(followed))
    if person is not None:
        language = person.language
    asker = Asker(
        identity, person, tuple(posts), codes, goals_changed, missed, lost, language, topic
    )
    record = rows_of_record.record(imported_at, person.retake_plan if person else None)
    return asker, record


def _read_person(c: Sequence[Any], keys: ColumnKeys) -> Person:
    """Return the person in columns that `asker_query` returned.

    The last column is a text of several choices, made by `asker_query._called`.
    """
    person_id, number, given, family, email, choices = c
    notices_on, family_first, plan = choices[:3]
    language, called = choices[3:5], choices[5:]
    columns = (
        *(int(person_id), number, given, family, keys.opened(email) if email else None),
        *(notices_on == "1", called or None, family_first == "1"),
        *(None if language == NO_LANGUAGE else language, _PLANS.get(plan)),
    )
    return Person.of_columns(columns)
