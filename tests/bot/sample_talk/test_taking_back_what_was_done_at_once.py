"""Tests that "never mind" after an act undoes it, and does not claim that nothing has changed."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("refusal", ["nvm", "no", "actually no, forget it", "no, mejor no"])
@pytest.mark.parametrize(
    ("act", "undone"),
    [
        ("remind me for the mill operator", "remind off"),
        ("follow pa-skills-advanced", "unfollow pa-skills-advanced"),
    ],
)
async def test_a_refusal_after_an_act_undoes_it(
    center: Edgefinder, act: str, undone: str, refusal: str
) -> None:
    assert await meant(center, "candidate", act, refusal) == undone


async def test_a_refusal_after_an_answer_that_changed_nothing_is_small_talk(
    center: Edgefinder,
) -> None:
    assert await meant(center, "candidate", "my status", "nvm") == "talk:no"


async def test_a_reminder_can_be_refused_by_its_name(center: Edgefinder) -> None:
    assert await meant(center, "candidate", "remind me", "nvm the reminder") == "remind off"
