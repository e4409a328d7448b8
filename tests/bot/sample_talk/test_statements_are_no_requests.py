"""Messages that tell something and ask nothing, in words that questions also have."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import unchanged_by

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("candidate", ("what is left", "the shop closed last summer after all those years there")),
        ("candidate", ("qué me falta", "está pesado pero le voy a echar ganas este año")),
        ("candidate", ("notices weekly", "last time it buzzed the teacher took my phone away")),
        ("stranger", ("what is grinding one", "my cousin drives a truck for the county now")),
    ],
)
async def test_a_story_after_an_answer_runs_no_command(
    center: Edgefinder, who: str, said: tuple[str, ...]
) -> None:
    reply = await unchanged_by(center, who, *said)
    assert all(command == "" for command, _about, _score in reply.understood), reply.understood


async def test_a_long_message_that_asks_without_a_question_mark_is_answered(
    center: Edgefinder,
) -> None:
    said = "good morning, i came in early today and what is left for my drill press"
    reply = await unchanged_by(center, "candidate", said)
    assert reply.understood[0][:2] == ("status", "M1-DRL")
