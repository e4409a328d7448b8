"""/metrics: counts and durations of requests, and nothing about any person."""

import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from adapters.logs import report_to_stderr
from adapters.web.app import web_app
from bot.turn_trace import watching
from core.measurements import COUNTS, DURATIONS, Duration, buckets
from tests.adapters.web_server import served
from tests.world import World, open_world

ROOT = Path(__file__).parents[2]
OF_STATE = {
    "edgefinder_ready",
    "edgefinder_outbox_due",
    "edgefinder_outbox_oldest_seconds",
    "edgefinder_outbox_undeliverable",
    "edgefinder_pool_connections",
}

OURS = OF_STATE | {each.name for each in COUNTS} | {each.name for each in DURATIONS}


class Site:
    def __init__(self, world: World, url: str, session: aiohttp.ClientSession) -> None:
        self.world = world
        self.url = url
        self._session = session

    async def get(self, path: str) -> str:
        async with self._session.get(f"{self.url}{path}") as answer:
            return await answer.text()

    async def value(self, name: str, **labels: str) -> float:
        """Return the value of a metric's sample; 0 if there is none yet."""
        for family in text_string_to_metric_families(await self.get("/metrics")):
            for sample in family.samples:
                if sample.name == name and sample.labels == labels:
                    return float(sample.value)
        return 0.0


@pytest.fixture
async def site(database_url: str) -> AsyncIterator[Site]:
    world = await open_world(database_url)
    await world.candidate("1001", "Ana Popescu")
    await world.linked("1001", "telegram", "7")
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session)
    await world.edgefinder.close()


@pytest.mark.parametrize(
    ("who", "text", "command", "role", "outcome"),
    [
        ("7", "/status", "status", "candidate", "answered"),
        ("7", "/roster", "roster", "candidate", "refused"),
        ("8", "/status", "status", "stranger", "refused"),
        ("8", "/help", "help", "stranger", "answered"),
    ],
)
async def test_a_question_is_counted_by_command_role_and_outcome(
    site: Site, who: str, text: str, command: str, role: str, outcome: str
) -> None:
    labels = {"platform": "telegram", "command": command, "role": role, "outcome": outcome}
    before = await site.value("edgefinder_turns_total", **labels)
    await site.world.ask(who, text, "telegram")
    assert await site.value("edgefinder_turns_total", **labels) == before + 1


async def test_a_turn_is_timed_as_a_whole_and_by_stage(site: Site) -> None:
    stages = ("understand", "records", "command", "render")

    async def counts() -> list[float]:
        timed = [await site.value("edgefinder_stage_seconds_count", stage=each) for each in stages]
        return [*timed, await site.value("edgefinder_turn_seconds_count", platform="telegram")]

    before = await counts()
    await site.world.ask("7", "/status", "telegram")
    assert [now - then for now, then in zip(await counts(), before, strict=True)] == [1.0] * 5


async def test_the_metrics_say_how_many_notices_are_due_and_for_how_long(site: Site) -> None:
    assert await site.value("edgefinder_outbox_due") == 0
    award = await site.world.award("1001", "M1-MMS")
    await site.world.notice("1001", "award_earned", award)
    site.world.clock.pass_by(minutes=3)
    assert await site.value("edgefinder_outbox_due") == 1
    assert await site.value("edgefinder_outbox_oldest_seconds") == 180


async def test_pages_are_counted_by_their_kind_and_never_by_their_code(site: Site) -> None:
    before = await site.value("edgefinder_web_requests_total", page="v", status="404")
    await site.get("/v/EF-G352-9YW7-CYKS-E")
    await site.get("/secret-path")
    assert await site.value("edgefinder_web_requests_total", page="v", status="404") == before + 1
    metrics = await site.get("/metrics")
    assert "G352" not in metrics
    assert "secret-path" not in metrics


async def test_no_metric_and_no_log_line_has_what_people_wrote_or_who_they_are(
    site: Site, capfd: pytest.CaptureFixture[str]
) -> None:
    report_to_stderr("json")
    try:
        for who in ("7", "55512345"):
            for text in ("Ana Popescu EF-G352-9YW7-CYKS-E", "/verify xyzzy", "/nosuch xyzzy"):
                await site.world.ask(who, text, "telegram")
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    told = await site.get("/metrics")
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    # times and references may contain the same digits by chance
    for line in lines:
        del line["at"]
        line.pop("turn", None)
    logged = str(lines)
    assert "edgefinder.turns" in logged
    for secret in ("Ana", "Popescu", "G352", "xyzzy", "nosuch", "55512345", "1001"):
        assert secret not in logged
        assert not re.search(rf'="[^"]*{secret}', told)


def test_a_duration_is_counted_in_every_bucket_at_or_above_it() -> None:
    duration = Duration("test_seconds", "a test")
    try:
        for seconds in (0.003, 0.3, 60):
            duration.add(seconds)
        counted = dict(buckets(duration.values[()][0]))
    finally:
        DURATIONS.remove(duration)
    assert (counted["0.0025"], counted["0.005"], counted["0.5"], counted["30"]) == (0, 1, 2, 2)
    assert counted["+Inf"] == 3


def test_log_lines_of_a_turn_carry_its_reference(capfd: pytest.CaptureFixture[str]) -> None:
    try:
        for log_format in ("json", "text"):
            report_to_stderr("json" if log_format == "json" else "text")
            with watching("telegram") as watch:
                logging.getLogger("adapters").warning("inside")
            logging.getLogger("adapters").warning("outside")
            inside, outside = capfd.readouterr().err.splitlines()
            assert watch.reference in inside
            assert watch.reference not in outside
            if log_format == "json":
                assert list(json.loads(inside)) == ["at", "level", "logger", "message", "turn"]
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)


def _named(text: str) -> set[str]:
    found = set(re.findall(r"\bedgefinder_[a-z_]+", text))
    return {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in found}


def test_every_metric_is_explained_and_on_the_dashboard() -> None:
    ours = OURS
    assert _named((ROOT / "docs" / "operating.md").read_text("utf-8")) == ours
    assert _named((ROOT / "deploy" / "grafana.json").read_text("utf-8")) == ours


def test_every_alert_uses_our_metrics_and_is_explained() -> None:
    rules = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text("utf-8"))
    ours = OURS
    explained = (ROOT / "docs" / "operating.md").read_text("utf-8")
    for rule in rules["groups"][0]["rules"]:
        assert _named(rule["expr"]) <= ours
        assert f"`{rule['alert']}`" in explained
