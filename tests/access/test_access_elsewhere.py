"""Home tabs, windows, previews, inline cards and file imports show only what they declare."""

import json
import shutil
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.home_view import home_view
from adapters.slack.inbound_requests import (
    AppRemoved,
    Asked,
    DetailsRequested,
    HomeOpened,
    Incoming,
    LinksPosted,
    MessageChecked,
    MessagesOpened,
    RetentionSet,
    Shared,
    StepRun,
    Submitted,
    WindowOpened,
)
from adapters.slack.windows.registry import WINDOWS
from adapters.slack.windows.window import Window, WindowServices
from bot import file_import, inline_cards
from bot.access import Access, Audience
from bot.reply import File, MediaKind
from bot.whose_record import Shows
from bot.workplace import Workplace
from tests.access.all_questions import Told, calls_in, told
from tests.access.center import (
    ANA,
    BEN,
    DANA,
    SITE,
    Center,
    Person,
    everybody,
    open_center,
    words_of,
)
from tests.access.filled_windows import filled_in_by_everybody
from tests.access.filled_windows import opened as opened_by
from tests.access.relations import Sees, Who


@pytest.fixture
async def center(tmp_path: Path, migrated_sqlite: Path) -> AsyncIterator[Center]:
    shutil.copy(migrated_sqlite, tmp_path / "edgefinder.db")
    opened = await open_center(f"sqlite+aiosqlite:///{tmp_path / 'edgefinder.db'}")
    yield opened
    await opened.world.edgefinder.close()


def desk_of(center: Center) -> WindowServices:
    return WindowServices(center.world.conversation, Workplace(center.world.edgefinder))


def nobody_knows_too_much(found: list[Told]) -> None:
    assert "\n".join(str(each) for each in found if each.too_much) == ""


def seen_by(found: list[Told], who: Who) -> frozenset[str]:
    return frozenset(fact for each in found if each.who is who for fact in each.facts)


async def test_a_home_tab_shows_only_records_and_checks_that_its_owner_may_see(
    center: Center,
) -> None:
    home = Workplace(center.world.edgefinder).home
    found: list[Told] = []
    for person in everybody("slack"):
        team, user = person.identity.external_id.split(":")
        page = await home.page(team, person.turn("home"))
        view = json.dumps(home_view(page, user), ensure_ascii=False)
        found += told(center, "Home", HomeOpened.access, person, "", view)
    nobody_knows_too_much(found)
    assert {"name", "code"} & seen_by(found, Who.CANDIDATE)
    assert "name" in seen_by(found, Who.INSTRUCTOR)
    assert "roster" in seen_by(found, Who.ADMINISTRATOR)
    assert seen_by(found, Who.EMPLOYER) == {"code"}


@pytest.mark.parametrize("window", WINDOWS, ids=lambda window: window.callback_id)
async def test_a_window_shows_each_person_only_what_its_access_declares(
    center: Center, window: Window[Any]
) -> None:
    found: list[Told] = []
    desk = desk_of(center)
    forms = await filled_in_by_everybody(center, window, desk)
    assert forms, "nobody could fill in the window"
    for person in everybody("slack"):
        turn = person.turn(window.callback_id)
        if window.action_id:
            view = json.dumps(
                await opened_by(window, person, desk), ensure_ascii=False, default=str
            )
            found += told(center, window.callback_id, window.access, person, "", view)
        for filled in forms:
            reply = await window.handle(turn, filled, desk)
            asked = str(filled)
            found += told(center, window.callback_id, window.access, person, asked, words_of(reply))
    if window.access.audience is not Audience.WORKSPACE_ADMINISTRATORS:
        nobody_knows_too_much(found)
    assert bool(window.reserved) == (window.access.audience is Audience.WORKSPACE_ADMINISTRATORS)
    assert not window.reserved or not any(each.facts for each in found)
    if Shows.STUDENTS in window.access.shows:
        assert seen_by(found, Who.INSTRUCTOR)
    if Shows.PROOF in window.access.shows:
        assert "name" in seen_by(found, Who.OTHER_EMPLOYER)


async def shared(center: Center, person: Person, code: str) -> str:
    workplace = Workplace(center.world.edgefinder)
    return words_of(await workplace.verdicts.to_show(person.turn("verify"), [code]))


async def checked(center: Center, person: Person, code: str) -> str:
    workplace = Workplace(center.world.edgefinder)
    return words_of(await workplace.checks.check_message(person.turn(code)))


async def unfurled(center: Center, person: Person, code: str) -> str:
    workplace = Workplace(center.world.edgefinder)
    card = await workplace.links.card(person.turn(), f"{SITE}/v/{code}")
    return f"{card.title} {card.fields} {words_of(card.reply)}" if card else ""


async def opened(center: Center, person: Person, code: str) -> str:
    workplace = Workplace(center.world.edgefinder)
    return str(await workplace.links.details(person.turn(), f"{SITE}/v/{code}"))


async def step(center: Center, person: Person, code: str) -> str:
    return str(
        (await Workplace(center.world.edgefinder).checks.verdict(person.turn(), code)).document()
    )


Answering = Callable[[Center, Person, str], Coroutine[Any, Any, str]]
BY_CODE: dict[type[Any], Answering] = {
    MessageChecked: checked,
    Shared: shared,
    LinksPosted: unfurled,
    DetailsRequested: opened,
    StepRun: step,
}
BY_OTHER_TESTS = {Asked, WindowOpened, Submitted, HomeOpened}
TELLS_NOTHING: tuple[type[RetentionSet | AppRemoved | MessagesOpened], ...] = (
    RetentionSet,
    AppRemoved,
    MessagesOpened,
)


@pytest.mark.parametrize("kind", BY_CODE, ids=lambda kind: kind.__name__)
async def test_a_slack_request_with_a_code_shows_everyone_only_what_its_access_declares(
    center: Center, kind: type[Any]
) -> None:
    access: Access = kind.access
    found: list[Told] = []
    for person in everybody("slack"):
        for number in (ANA, DANA):
            facts = center.facts[number]
            for shown in (facts.code, facts.number, facts.name):
                text = await BY_CODE[kind](center, person, shown)
                found += told(center, kind.__name__, access, person, shown, text)
    nobody_knows_too_much(found)
    tells = Sees.STATUS if Shows.STATUS in access.shows else Sees.PROOF
    staff = {Sees.RECORD} if Shows.STUDENTS in access.shows else set()
    assert {each.sees for each in found} == {tells, *staff}
    assert seen_by(found, Who.OTHER_EMPLOYER)


def test_every_kind_of_slack_request_is_tested() -> None:
    assert {*BY_CODE, *BY_OTHER_TESTS, *TELLS_NOTHING} == set(Incoming.__args__)
    assert all(each.access.shows is Shows.NOBODY for each in TELLS_NOTHING)


async def test_inline_cards_show_everyone_only_what_their_access_declares(
    center: Center,
) -> None:
    found: list[Told] = []
    for person in everybody("telegram"):
        for number in (ANA, BEN):
            facts = center.facts[number]
            for typed in ("", facts.code, facts.name, facts.number, "mill"):
                cards = await center.world.conversation.cards(person.turn(typed, private=False))
                for card in cards.cards:
                    text = f"{card.title} {card.line} {card.name} {words_of(card.reply)}"
                    access = Access(Audience.EVERYONE, card.shows)
                    if (
                        not typed and card.shows is Shows.PROOF
                    ):  # such a card is offered only to the holder of the code
                        assert facts.code != card.name or person.stands_to(number) is Who.CANDIDATE
                        access = inline_cards.ACCESS["inline: nothing typed"]
                    assert access in inline_cards.ACCESS.values()
                    found += told(center, "card", access, person, typed, text)
                    assert cards.personal or card.shows is Shows.NOBODY
    nobody_knows_too_much(found)
    assert {"name", "code"} <= seen_by(found, Who.CANDIDATE)
    assert "name" in seen_by(found, Who.STRANGER)


async def test_only_an_administrator_can_import_a_file(center: Center) -> None:
    rows = f"candidate_number,exam,outcome,taken_on\n{ANA},M1-JBL-T,pass,2026-11-02\n"
    # only four people send the file, because each import starts a process
    askers = ("Ana", "Ines", "Acme", "Ada")
    for person in (each for each in everybody("slack") if each.name in askers):
        file = File("results.csv", rows.encode())
        turn = replace(person.turn(), media=MediaKind.FILE, file=file)
        reply = await center.world.conversation.answer(turn)
        offered = any(call.startswith(file_import.CALL) for call in calls_in(reply))
        is_administrator = person.name == "Ada"
        assert offered <= is_administrator, person.name
        found = list(told(center, "file", file_import.ACCESS, person, rows, words_of(reply)))
        nobody_knows_too_much(found)
