"""After a person is forgotten, only their codes are left, without a name."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from core.data_rights.personal_columns import BY_CHAT, PERSONAL, Fate
from core.outbox.kinds import NoticeKind
from core.people.model import Identity
from core.storage.tables import metadata
from core.verification.verdict import VerdictKind
from tests.core.data_rights.whole_person import MARKS, OTHER, WHO, fill
from tests.world import World, open_world


async def everything_in(world: World) -> dict[str, list[dict[str, object]]]:
    return {table.name: await world.rows(table.name) for table in metadata.sorted_tables}


def marks_in(rows: dict[str, list[dict[str, object]]]) -> set[tuple[str, str]]:
    """Return the tables and columns that still contain words from the person's rows."""
    return {
        (table, column)
        for table, found in rows.items()
        for row in found
        for column, value in row.items()
        if any(mark in str(value) for mark in MARKS)
    }


async def references_left(world: World, person: int) -> dict[str, int]:
    """Return for each column that refers to people how many rows still refer to the person."""
    left = {}
    async with world.edgefinder.database.engine.connect() as connection:
        for column in PERSONAL:
            rows = await connection.execute(select(column).where(column == person))
            left[str(column)] = len(rows.all())
    return left


async def test_no_table_contains_anything_of_a_forgotten_person(world: World) -> None:
    await fill(world)
    person = world.ids[WHO]
    before = await references_left(world, person)
    assert all(before.values()), "the person has a row for every reference"
    found = await everything_in(world)
    assert marks_in(found), "a search for these words finds the person"
    assert all(found[table] for table in BY_CHAT)
    await world.edgefinder.forgetting.forget(person)
    await settle_and_prune(world)
    assert marks_in(await everything_in(world)) == set()
    left = await references_left(world, person)
    stays = {str(column) for column, each in PERSONAL.items() if each.fate is Fate.NAMELESS}
    assert {column for column, count in left.items() if count} == stays


async def settle_and_prune(world: World) -> None:
    """Send all notices that are due, as a relay does, and delete what is no longer needed."""
    outbox = world.edgefinder.outbox
    while due := await outbox.claim():
        for notice in due:
            await outbox.sent(notice)
    await outbox.give_back()
    world.clock.pass_by(days=1)
    await world.edgefinder.pruning.prune()


async def test_when_a_person_is_forgotten_other_people_keep_their_records(world: World) -> None:
    await fill(world)
    personal_data = world.edgefinder.personal_data
    before = await personal_data.everything(world.ids[OTHER])
    await world.edgefinder.forgetting.forget(world.ids[WHO])
    after = await personal_data.everything(world.ids[OTHER])
    for topic in ("results", "credentials", "classes", "roles"):
        assert after[topic] == before[topic]
    assert len(after["sign_offs"]) == 2
    assert after["checks"] == []  # the forgotten person had made the checks
    [verdict] = await world.edgefinder.verification.verify([world.codes["other's"]])
    assert verdict.kind is VerdictKind.VALID


async def test_a_forgotten_persons_codes_are_shown_as_withdrawn_without_a_name(
    world: World,
) -> None:
    await fill(world)
    await world.edgefinder.forgetting.forget(world.ids[WHO])
    revoked = next(
        row["code"] for row in await world.rows("awards") if row["revoked_on"] is not None
    )
    own, taken_back = await world.edgefinder.verification.verify([world.codes["own"], str(revoked)])
    assert (own.kind, own.holder) == (VerdictKind.WITHDRAWN, None)
    assert (taken_back.kind, taken_back.holder) == (VerdictKind.REVOKED, None)
    assert taken_back.reason is None


async def test_a_forgotten_persons_other_chats_are_notified(world: World) -> None:
    await fill(world)
    asked_from = Identity("telegram", "zebchat")
    await world.edgefinder.forgetting.forget(world.ids[WHO], asked_from)
    due = [
        notice
        for notice in await world.edgefinder.outbox.claim()
        if notice.kind is NoticeKind.FORGOTTEN
    ]
    assert [each.destinations[0].platform for each in due] == ["slack"]
    assert due[0].to is None


async def test_a_forgotten_person_is_not_listed_found_or_counted(world: World) -> None:
    await fill(world)
    edgefinder = world.edgefinder
    people = (await edgefinder.database_report.counts()).people
    await edgefinder.forgetting.forget(world.ids[WHO])
    assert (await edgefinder.database_report.counts()).people == people - 1
    assert WHO not in {each.person.number for each in await edgefinder.person_changes.find_people()}
    assert all(each.person.name for each in await edgefinder.person_changes.find_people())
    assert await edgefinder.contacts.find(WHO) is None


async def test_a_person_who_asks_for_their_data_gets_all_of_it_and_nothing_about_others(
    world: World,
) -> None:
    await fill(world)
    found = await world.edgefinder.personal_data.everything(world.ids[WHO])
    topics = {each.topic for each in PERSONAL.values() if each.topic}
    assert all(found[topic] for topic in topics), [topic for topic in topics if not found[topic]]
    written = json.dumps(found)
    assert "zeb-token" not in written, "the export contains no secret"
    assert "Popescu" not in written, "the export names nobody else"
    assert found["person"][0]["email"] == "zeb@home.example.org"
    assert found["checks"] == [
        {
            "organisation": "Cascade Tool & Die",
            "code": world.codes["own"],
            "asked_at": world.clock().isoformat(),
        }
    ]


@pytest.mark.parametrize("locale", ["en", "es"])
async def test_a_person_can_read_everything_about_themselves_as_a_pdf(
    tmp_path: Path, locale: str
) -> None:
    import pypdfium2  # noqa: PLC0415 - for this test only

    from core.data_rights.data_pdf import DataPdf  # noqa: PLC0415 - as above

    world = await open_world(f"sqlite:///{tmp_path}/edgefinder.db")
    await fill(world)
    edgefinder = world.edgefinder
    found = await edgefinder.personal_data.everything(world.ids[WHO])
    paper = DataPdf(edgefinder.catalog, edgefinder.issuer, edgefinder.clock())
    pdf = await paper.pdf("Zebulon Quixley", found, locale)
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    for shown in ("Zebulon Quixley", "zeb@home.example.org", "Cascade Tool & Die", "M1-MMS"):
        assert shown in text
    heading = {"en": "Exam results", "es": "Resultados de exámenes"}[locale]
    assert heading in text
    await edgefinder.close()
