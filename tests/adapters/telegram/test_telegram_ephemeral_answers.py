"""Retries of an answer as an ephemeral message, which only the asker sees."""

from typing import Any, cast

import pytest

from adapters.telegram.ephemeral_answers import AsideAnswers
from adapters.telegram.newer_features import Feature, FeatureRefused, Refusals
from adapters.telegram.update_parsing import Asked, Pressed
from adapters.telegram.updates_in_progress import Delivery
from bot.reply import Reply, Turn
from core.people.model import Identity
from tests.adapters.telegram.run_adapter import SmallConversation

GROUP = -1001
TURN = Turn(Identity("telegram", "700"), "/status", private=False)
OF_ONE = Reply("status", "status", "**Ana**: one exam remains", aside=True)


@pytest.mark.parametrize(
    ("came", "feature"),
    [
        (Asked(TURN, GROUP, 5), Feature.ASIDE),
        (Pressed(TURN, "query", GROUP, 5), Feature.ASIDE_TO_A_PRESS),
    ],
)
async def test_a_personal_reply_is_dropped_if_the_group_has_refused_ephemeral_messages(
    came: Asked | Pressed, feature: Feature
) -> None:
    refusals = Refusals()
    refusals.remember(FeatureRefused(feature, GROUP, by_server=False))
    answers = AsideAnswers(cast("Any", None), SmallConversation(), refusals)
    delivery = Delivery(reply=OF_ONE, steps=1, aside=9)
    assert not await answers.answered(came, delivery)
    assert (delivery.reply, delivery.steps, delivery.aside) == (None, 0, 0)


async def test_a_public_reply_is_kept_if_the_server_has_refused_ephemeral_messages() -> None:
    refusals = Refusals()
    refusals.remember(FeatureRefused(Feature.ASIDE, GROUP, by_server=True))
    answers = AsideAnswers(cast("Any", None), SmallConversation(), refusals)
    public = Reply("catalog", "catalog", "Nine areas", personal=False)
    delivery = Delivery(reply=public, steps=1)
    assert not await answers.answered(Asked(TURN, GROUP, 5), delivery)
    assert (delivery.reply, delivery.steps) == (public, 1)
