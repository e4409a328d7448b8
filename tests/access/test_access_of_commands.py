"""Each command reveals to a person only what its declared access allows."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from tests.access.all_questions import Told, over_declared, through_commands
from tests.access.center import everybody, open_center

# the fixture below asks thousands of questions, and the machine may be busy
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> list[Told]:
    """Return what every person learned from each command, on Slack and on Telegram."""
    path = tmp_path_factory.mktemp("access") / "edgefinder.db"
    shutil.copy(migrated_sqlite, path)

    async def ask() -> list[Told]:
        center = await open_center(f"sqlite+aiosqlite:///{path}")
        found = [each async for each in through_commands(center, everybody("slack"))]
        on_telegram = everybody("telegram")
        found += [each async for each in through_commands(center, on_telegram, briefly=True)]
        await center.world.edgefinder.close()
        return found

    return asyncio.run(ask())


def test_no_answer_reveals_more_than_the_access_of_its_command_allows(asked: list[Told]) -> None:
    assert "\n".join(str(each) for each in asked if each.too_much) == ""


def test_a_command_refuses_exactly_the_people_whom_its_access_does_not_admit(
    asked: list[Told],
) -> None:
    wrong = {
        f"{each.way}: {each.asker}: {each.template}" for each in asked if each.wrongly_answered
    }
    assert "\n".join(sorted(wrong)) == ""


def test_every_part_of_a_commands_declared_access_is_used_by_some_answer(asked: list[Told]) -> None:
    missing = [over_declared(each.name, each.access, asked) for each in COMMANDS]
    assert "\n".join(each for some in missing for each in some) == ""
