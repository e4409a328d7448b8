"""Recording a performance exam in a Slack window, with a preview and a confirmation."""

from collections.abc import AsyncIterator

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.windows.record_result import DAY, EXAM, HOW, WHO, RecordResultWindow
from tests.adapters.slack.run_adapter import linked_on_slack, serving
from tests.adapters.slack.shown_text import read, window
from tests.bot.center import ANA, CY, INES, Center
from tests.doubles.slack import SlackPlatform

pytestmark = pytest.mark.slack_app("socket")

EVA = "eva@example.org"
BUTTON = "Record a result"
CHUCKING = "M1-TCH-P"


@pytest.fixture
async def center(center: Center) -> Center:
    await center.world.evaluator(EVA)
    await center.world.roster("Assigned to Eva", EVA, ANA, CY)
    return center


@pytest.fixture
async def adapter(slack: SlackPlatform, center: Center) -> AsyncIterator[SlackAdapter]:
    async with serving(slack, "http", center.world) as adapter:
        yield adapter


async def outcomes(center: Center) -> list[object]:
    rows = await center.world.rows("results")
    return [row["outcome"] for row in rows if row["candidate_id"] == center.world.ids[CY]]


@pytest.mark.parametrize(
    ("who", "confirms", "outcome"), [(EVA, "passed on", "pass"), (INES, "handed in", "submitted")]
)
async def test_a_result_is_entered_previewed_and_recorded_after_confirmation(
    slack: SlackPlatform,
    adapter: SlackAdapter,
    center: Center,
    who: str,
    confirms: str,
    outcome: str,
) -> None:
    assert adapter.health is not None
    person = await linked_on_slack(slack, center.world, who)
    await person.dm("result")
    await person.press(await person.hears(), BUTTON)
    await window(person, "Performance exam")
    await person.submits({WHO: "Cy Newman", EXAM: CHUCKING, HOW: "Passed", DAY: "2026-11-20"})
    asked = await window(person, "Yes, record it")
    assert confirms in read(asked)
    assert await outcomes(center) == []
    await person.press(asked, "Yes, record it")
    assert "Recorded for Cy Newman" in read(await window(person, "Undo it"))
    assert await outcomes(center) == [outcome]
    assert not slack.violations


def test_a_missing_name_is_reported_at_its_field() -> None:
    empty = {"state": {"values": {WHO: {WHO: {"value": " ; "}}}}}
    assert WHO in RecordResultWindow().errors(empty)
    assert RecordResultWindow().read(empty) is None
