"""Queues: the messages to one destination, in order. One relay at a time claims a queue.

When a notice becomes due, the first relay that sees this puts the notice into its destination's
queue. A relay reads only the first entries of an index, no matter how many notices wait.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    UpdateBase,
    and_,
    any_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection

from core.outbox.states import IS_DUE
from core.storage.raw_statements import Change, Query, Unit
from core.storage.staging import one_of
from core.storage.tables import notice_lanes, notice_places, notices
from core.storage.types import Instant
from core.storage.upserts import insert_into

SORTED_AT_ONCE = 500
OF_A_LANE = 10
"""How many notices a relay takes from a queue in one claim."""
_SORTING = 7305810
"""The number of the PostgreSQL advisory lock that a relay holds while it sorts notices."""

_lane, _note = notice_lanes.c, notices.c
_now = bindparam("now", type_=Instant)
QUEUES = bindparam("queues", type_=Text)
"""The parameter with the ids of queues, as a JSON list."""
_NOTICES = bindparam("notices", type_=Text)
"""The parameter with the ids of notices, as a JSON list."""

_ONE: ColumnElement[int] = literal_column("1")
"""The number 1 in the SQL text. As a parameter, PostgreSQL would plan for a tenth of all rows."""


def _if_any(what: str, first: Select[Any]) -> Select[Any]:
    """Return a query that returns one row with the word `what` if `first` has a row, else none.

    `first` must have the order of an index. With EXISTS instead, PostgreSQL would assume that a
    third of the table is due. It would then read the table from its start.
    """
    return select(literal_column(f"'{what}'").label("what")).select_from(
        first.limit(_ONE).subquery()
    )


UNSORTED, FREE = "unsorted", "free"
WHAT_IS_DUE = Query(
    union_all(
        _if_any(
            UNSORTED,
            select(_note.id)
            .where(IS_DUE, _note.lane_id.is_(None), _note.not_before <= _now)
            .order_by(_note.not_before),
        ),
        _if_any(FREE, select(_lane.id).where(_lane.next_at <= _now).order_by(_lane.next_at)),
    )
)
"""Asks whether some due notices are not in a queue yet, and whether a relay can claim any queue."""


@dataclass(slots=True)
class Lease:
    """A queue claimed by a relay.

    `left` are the ids of the queue's claimed notices that are not settled yet. Nothing more can be
    sent to the queue's destination before `resume_at`.
    """

    lane_id: int
    token: str
    left: set[int] = field(default_factory=set)
    resume_at: datetime | None = None


_LOCK_SORTING = Change(select(func.pg_advisory_xact_lock(_SORTING).label("locked")))
_FIRST_UNSORTED = Change(
    select(_note.id)
    .where(IS_DUE, _note.lane_id.is_(None), _note.not_before <= _now)
    .order_by(_note.not_before, _note.id)
    .limit(SORTED_AT_ONCE)
)
_ITS_LANE = or_(
    _lane.place_id == _note.place_id,
    and_(
        _lane.person_id == _note.person_id,
        _lane.place_id.is_(None),
        _note.place_id.is_(None),
    ),
)


def _these(dialect: Dialect) -> ColumnElement[bool]:
    """Return the condition that a notice's id is in the list `_NOTICES`."""
    return one_of(dialect, _note.id, _NOTICES)


@Change
def _add_queues(dialect: Dialect) -> UpdateBase:
    # ordered, because queues that have waited equally long are claimed by their ids
    whose = (
        select(_note.person_id, _note.place_id)
        .where(_these(dialect))
        .group_by(_note.person_id, _note.place_id)
        .order_by(func.min(_note.not_before), func.min(_note.id))
    )
    adding = insert_into(dialect, notice_lanes).from_select(["person_id", "place_id"], whose)
    return adding.on_conflict_do_nothing()


@Change
def _lock_queues_of_notices(dialect: Dialect) -> Select[Any]:
    of_these = select(_lane.id).join_from(notices, notice_lanes, _ITS_LANE).where(_these(dialect))
    return _locking(_lane.id.in_(of_these))


@Change
def _put_in_queues(dialect: Dialect) -> UpdateBase:
    its_lane = select(_lane.id).where(_ITS_LANE).scalar_subquery()
    return update(notices).where(_these(dialect)).values(lane_id=its_lane)


@Change
def _wake_queues(dialect: Dialect) -> UpdateBase:
    asleep = one_of(dialect, _lane.id, QUEUES), _lane.next_at.is_(None)
    return update(notice_lanes).where(*asleep).values(next_at=_now)


def sort_in(now: datetime, *, on_server: bool) -> Unit[None]:
    """Put due notices into their destinations' queues, the earliest due first.

    Only one relay at a time does this. Otherwise a later notice could be queued and sent before an
    earlier notice. Run this in a transaction of its own, so that a relay that waits for its turn
    holds no queue.
    """
    if on_server:
        yield _LOCK_SORTING, {}
    found = yield _FIRST_UNSORTED, {"now": now}
    if not found:
        return
    ids = json.dumps([row[0] for row in found])
    yield _drop_lost_places, {"notices": ids, "now": now}
    yield _add_queues, {"notices": ids}
    queues = yield _lock_queues_of_notices, {"notices": ids}
    yield _put_in_queues, {"notices": ids}
    yield _wake_queues, {"queues": json.dumps([row[0] for row in queues]), "now": now}


@Change
def _take(_: Dialect) -> UpdateBase:
    free = (
        select(_lane.id)
        .where(_lane.next_at <= _now)
        .order_by(_lane.next_at, _lane.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, key_share=True)
        # a CTE runs only once; PostgreSQL may run a subquery again and then lock more rows
        .cte("free")
    )
    return (
        update(notice_lanes)
        .where(_lane.id.in_(select(free.c.id)), _lane.next_at <= _now)
        .values(
            next_at=bindparam("until", type_=Instant), claimed_by=bindparam("token", type_=Text)
        )
        .returning(_lane.id)
    )


def take(now: datetime, until: datetime, most: int, token: str) -> Unit[list[int]]:
    """Claim up to `most` queues, those that have waited longest. Return their ids.

    The relay with this `token` holds the queues until `until`.
    """
    taken = yield _take, {"now": now, "until": until, "most": most, "token": token}
    return sorted(row[0] for row in taken)


def first_notices(dialect: Dialect) -> ColumnElement[bool]:
    """Return the condition that a notice is among the first due notices of the queues `QUEUES`."""
    first = (
        select(_note.id)
        .where(_note.lane_id == _lane.id, IS_DUE)
        .order_by(_note.not_before, _note.id)
        .limit(OF_A_LANE)
        .correlate(notice_lanes)
    )
    these = one_of(dialect, _lane.id, QUEUES)
    if dialect.name == "sqlite":  # SQLite has no LATERAL
        also = notices.alias("also")
        chosen = select(also.c.id).select_from(notice_lanes).join(also, also.c.id.in_(first))
        return _note.id.in_(chosen.where(these))
    each = first.lateral("first")
    ids = select(each.c.id).select_from(notice_lanes).join(each, true()).where(these)
    # PostgreSQL reads this array before the notices; with IN, it would read all notices
    return _note.id == any_(func.array(ids.scalar_subquery()))


@Change
def _lock_queues(dialect: Dialect) -> Select[Any]:
    return _locking(one_of(dialect, _lane.id, QUEUES))


@Change
def _release(dialect: Dialect) -> UpdateBase:
    is_any_due = exists().where(_note.lane_id == _lane.id, IS_DUE).correlate(notice_lanes)
    return (
        update(notice_lanes)
        .where(
            one_of(dialect, _lane.id, QUEUES), _lane.claimed_by == bindparam("token", type_=Text)
        )
        .values(
            next_at=case((is_any_due, bindparam("at", type_=Instant)), else_=null()),
            claimed_by=null(),
        )
    )


def release(leases: Sequence[Lease], now: datetime, *, on_server: bool) -> Unit[None]:
    """Release claimed queues.

    A relay can claim a queue again when a notice in it is due. If another relay has claimed a queue
    in the meantime, leave that queue alone.
    """
    if on_server:
        # lock first: the next statement then sees all notices that were just added to the queue
        yield _lock_queues, {"queues": json.dumps([each.lane_id for each in leases])}
    alike: dict[tuple[str, datetime], list[int]] = defaultdict(list)
    for each in leases:
        alike[each.token, each.resume_at or now].append(each.lane_id)
    for (token, at), ids in alike.items():
        yield _release, {"queues": json.dumps(ids), "token": token, "at": at}


@Change
def _drop_lost_places(dialect: Dialect) -> UpdateBase:
    """Redirect notices for unreachable groups and channels to the person's own chats.

    If the person is not on record, keep the chat and try to send there anyway.
    """
    lost = select(notice_places.c.id).where(notice_places.c.unreachable_since.is_not(None))
    return (
        update(notices)
        .where(_these(dialect), _note.place_id.in_(lost), _note.person_id.is_not(None))
        .values(place_id=null(), **_unless_owed_there())
    )


async def drop_lost_place(connection: AsyncConnection, place_id: int, now: datetime) -> None:
    """Redirect all notices that are due for this group or channel to the person's own chats."""
    await connection.execute(
        update(notices)
        .where(IS_DUE, _note.place_id == place_id)
        .values(place_id=None, lane_id=None, **_unless_owed_there()),
        {"now": now},
    )


def _unless_owed_there() -> dict[str, Any]:
    """Return the new column values of a redirected notice.

    If the person gets an equal notice in their own chats anyway, the redirected notice is silenced.
    """
    also = notices.alias("also")
    own_key = _note.kind + ":" + cast(_note.award_id, Text) + ":" + cast(_note.person_id, Text)
    owed = exists().where(also.c.dedupe_key == own_key).correlate(notices)
    return {
        "state": case((owed, "silenced"), else_="due"),
        "settled_at": case((owed, _now), else_=null()),
    }


def _locking(which: ColumnElement[bool]) -> Select[Any]:
    """Return the query that locks queues until the transaction ends, and returns their ids."""
    return select(_lane.id).where(which).order_by(_lane.id).with_for_update(key_share=True)
