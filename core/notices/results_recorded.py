"""Notify a candidate of recorded results, once for each import, and of what to do next."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.catalog.model import Catalog
from core.notices.preferences import COLUMNS
from core.notices.topics import Topic
from core.outbox.enqueue import NewNotice, enqueue
from core.outbox.kinds import NoticeKind
from core.progress import Progress
from core.records.batch_loading import records_of
from core.records.model import Outcome, Record
from core.storage.staging import one_of, rows_of
from core.storage.tables import chat_identities, notice_settings, notices, people, results

News = tuple[int, str, str]
"""The candidate, exam and outcome of a newly recorded result."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was on record before a batch of results, as `before_results` returns it.

    `listeners` are candidates who want notices of results. `known` has the results that they
    already had.
    """

    listeners: frozenset[int] = frozenset()
    known: frozenset[tuple[object, ...]] = frozenset()

    def news(self, rows: Sequence[Sequence[Any]], *, since: str = "") -> list[News]:
        """Return the new results in these rows, for candidates who want notices.

        A row begins with candidate, exam, day, attempt and outcome. Rows before the ISO day `since`
        are skipped.
        """
        if not self.listeners:
            return []
        theirs = [row for row in rows if row[0] in self.listeners and str(row[2]) >= since]
        keys = {_key(row): (row[0], row[1], row[4]) for row in theirs}
        return [news for key, news in keys.items() if key not in self.known]


async def before_results(connection: AsyncConnection, candidates: Collection[int]) -> Before:
    """Read the recorded results of those candidates who want notices of results.

    Call this before recording new results.
    """
    linked = chat_identities.c.person_id
    chosen = select(linked).distinct()
    with_chat = {row[0] for row in await rows_of(connection, chosen, linked, candidates)}
    if not with_chat:
        return Before()
    wanted = select(people.c.id).where(one_of(connection, people.c.id, with_chat))
    listeners = await _who_want(connection, Topic.RESULTS, wanted)
    if not listeners:
        return Before()
    columns = results.c
    known = await connection.execute(
        select(
            columns.candidate_id,
            columns.exam_code,
            cast(columns.taken_on, Text),
            columns.attempt,
            columns.outcome,
        ).where(one_of(connection, columns.candidate_id, listeners))
    )
    return Before(frozenset(listeners), frozenset(_key(row) for row in known))


async def notify_results(
    connection: AsyncConnection,
    catalog: Catalog,
    progress: Progress,
    now: datetime,
    today: date,
    import_id: int,
    news: Sequence[News],
    given: Collection[tuple[int, str]],
) -> None:
    """Queue one notice for each candidate about new results from an import.

    `given` has the credentials that candidates were awarded. The passes that led to these awards
    are left out, because other notices mention them.
    """
    owed = _not_reported(catalog, news, given)
    if not owed:
        return
    notices_owed = await _notices(connection, progress, today, import_id, owed)
    earlier = await _owed_already(connection, [each.key for each in notices_owed])
    for each in notices_owed:
        if each.key in earlier:
            await _add_to(connection, each, earlier[each.key])
    await enqueue(connection, now, *(each for each in notices_owed if each.key not in earlier))


async def _notices(
    connection: AsyncConnection,
    progress: Progress,
    today: date,
    import_id: int,
    owed: dict[int, list[list[str]]],
) -> list[NewNotice]:
    candidates = select(people.c.id).where(one_of(connection, people.c.id, list(owed)))
    want_next = await _who_want(connection, Topic.NEXT, candidates)
    records = await records_of(connection, list(owed))
    return [
        NewNotice(
            NoticeKind.RESULT_RECORDED,
            candidate,
            data={"results": listed}
            | (_next(progress, records[candidate], today) if candidate in want_next else {}),
            once=str(import_id),
        )
        for candidate, listed in owed.items()
    ]


async def _add_to(connection: AsyncConnection, owed: NewNotice, earlier: Mapping[str, Any]) -> None:
    """Put results of later rows into the notice about earlier rows of the same import."""
    assert owed.data is not None, "notices of results have data"
    listed = [*earlier["results"], *owed.data["results"]]
    await connection.execute(
        update(notices)
        .where(notices.c.dedupe_key == owed.key)
        .values(data=json.dumps({**owed.data, "results": listed}))
    )


def _not_reported(
    catalog: Catalog, news: Sequence[News], given: Collection[tuple[int, str]]
) -> dict[int, list[list[str]]]:
    """Return the exams and outcomes to report, by candidate.

    Passes that led to an award are left out, because the award's notice mentions them.
    """
    told: dict[int, set[str]] = defaultdict(set)
    for candidate, code in given:
        if credential := catalog.credential(code):
            told[candidate].update(exam.code for exam in credential.exams)
    owed: dict[int, list[list[str]]] = defaultdict(list)
    for candidate, exam, outcome in news:
        if outcome != Outcome.PASS or exam not in told[candidate]:
            owed[candidate].append([exam, outcome])
    return owed


async def _owed_already(connection: AsyncConnection, keys: Collection[str]) -> dict[str, Any]:
    """Return the data of those notices with these keys that are not sent yet, by key."""
    rows = await connection.execute(
        select(notices.c.dedupe_key, notices.c.data).where(
            one_of(connection, notices.c.dedupe_key, keys), notices.c.state.in_(("due", "waiting"))
        )
    )
    return {row.dedupe_key: json.loads(row.data) for row in rows}


async def _who_want(connection: AsyncConnection, topic: Topic, among: Any) -> set[int]:
    wanted = COLUMNS[topic]
    rows = await connection.execute(
        select(people.c.id)
        .outerjoin(notice_settings, notice_settings.c.person_id == people.c.id)
        .where(people.c.id.in_(among), people.c.notices_on, or_(wanted.is_(None), wanted))
    )
    return set(rows.scalars())


def _next(progress: Progress, record: Record, today: date) -> dict[str, Any]:
    step = progress.of(record, today).next_step
    if step is None or not step.exam.open:
        return {}
    return {"next": [step.exam.exam.code, step.credential.credential.code]}


def _key(row: Sequence[Any]) -> tuple[object, ...]:
    return (row[0], row[1], str(row[2]), row[3], row[4])
