"""Three processes on PostgreSQL and Redis behind nginx, all real: together they are one bot."""

import asyncio
import random
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.doubles.slack import SlackPlatform
from tests.doubles.telegram import TelegramApi
from tests.e2e.serve_process import Served, serving
from tests.e2e.test_serve import Center
from tests.servers.nginx import nginx
from tests.servers.run_server import free_port

ROOT = Path(__file__).parents[2]
PROCESSES = 3
QUESTIONS = 40


@dataclass
class Cluster:
    url: str
    center: Center
    processes: list[Served]
    telegram: TelegramApi
    slack: SlackPlatform


def _configuration(ports: list[int]) -> str:
    """Return the nginx configuration that we ship, for these processes."""
    shipped = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    servers = "\n".join(f"server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;" for port in ports)
    return re.sub(r"server serve:8080 .*", servers, shipped)


@pytest.fixture
async def cluster(
    postgres_url: str, redis_url: str, slack: SlackPlatform, tmp_path: Path
) -> AsyncIterator[Cluster]:
    ports = [free_port() for _ in range(PROCESSES)]
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramApi())
        _, port = stack.enter_context(nginx(_configuration(ports), tls=False))
        url = f"http://127.0.0.1:{port}"
        settings = {
            "EDGEFINDER_DATABASE_URL": postgres_url,
            "EDGEFINDER_LIMITS_URL": redis_url,
            "EDGEFINDER_ISSUER_NAME": "Ridgeline Technical Center",
            "EDGEFINDER_PUBLIC_URL": url,
            "EDGEFINDER_FORWARDED_FROM": "127.0.0.1",
            "EDGEFINDER_TELEGRAM_TOKEN": telegram.token,
            "EDGEFINDER_TELEGRAM_API_URL": telegram.url,
            "EDGEFINDER_TELEGRAM_WEBHOOK_SECRET": "our-own-secret",
            "EDGEFINDER_SLACK_BOT_TOKEN": slack.workspace().bot_token,
            "EDGEFINDER_SLACK_SIGNING_SECRET": slack.signing_secret,
            "EDGEFINDER_SLACK_API_URL": slack.api_url.rstrip("/"),
        }
        center = await Center(settings, tmp_path).set_up("M1-TUR-T")
        processes = [
            await stack.enter_async_context(serving(settings, tmp_path, port=port))
            for port in ports
        ]
        await slack.deliver_over_http(f"{url}/slack/events")
        yield Cluster(url, center, processes, telegram, slack)


@pytest.mark.only_slow
async def test_each_question_is_answered_once_though_it_is_delivered_twice(
    cluster: Cluster,
) -> None:
    people = [cluster.telegram.user(800 + n) for n in range(8)]
    for number in range(QUESTIONS):
        await people[number % len(people)].send(f"/credential M1-MMS {number}")
    for person in people:
        for _ in range(QUESTIONS // len(people)):
            assert "Measurement" in (await person.hears(30)).text
    for person in people:
        await person.hears_nothing()
    iris = cluster.slack.workspace().user("U0IRIS", "Iris Example", "iris@example.org")
    for _ in range(QUESTIONS // 4):
        asked = await iris.slash("/nims", "credential mms")
        await cluster.slack.redeliver(asked)
        assert "Measurement" in (await iris.hears(timeout=30)).text
    await asyncio.sleep(1)
    answers = [call for call in cluster.slack.called("response_url") if "text" in call.args]
    assert len(answers) == QUESTIONS // 4


@pytest.mark.only_slow
async def test_a_killed_process_loses_no_question_and_no_notice(cluster: Cluster) -> None:
    instructor = cluster.telegram.user(701, "Ines", "ines_example")
    await cluster.center.link(instructor, "ines@example.org")
    people = [cluster.telegram.user(900 + n) for n in range(8)]
    importing = asyncio.create_task(cluster.center.import_elsewhere("M1-TCH-P"))
    lost = random.Random(7).choice(cluster.processes)
    for number in range(QUESTIONS):
        await people[number % len(people)].send(f"/credential M1-MMS {number}")
        if number == QUESTIONS // 2:
            await lost.kill()
    await importing
    heard = await instructor.hears(90)
    assert heard.text.startswith("Ana Popescu has earned Turning I")
    answered: Counter[int] = Counter()
    for person in people:
        for _ in range(QUESTIONS // len(people)):
            assert "Measurement" in (await person.hears(60)).text
            answered[person.id] += 1
    assert set(answered.values()) == {QUESTIONS // len(people)}


@pytest.mark.only_slow
async def test_wrong_codes_are_limited_over_all_processes_together(cluster: Cluster) -> None:
    statuses: list[int] = []
    async with aiohttp.ClientSession() as session:
        for _ in range(70):
            async with session.get(f"{cluster.url}/v/EF-0000-0000-0000-0") as answer:
                statuses.append(answer.status)
        assert Counter(statuses) == {404: 60, 429: 10}
        for process in cluster.processes:
            headers = {"X-Forwarded-For": "127.0.0.1"}
            url = f"{process.url}/v/EF-0000-0000-0000-0"
            async with session.get(url, headers=headers) as answer:
                assert answer.status == 429


@pytest.mark.only_slow
async def test_three_processes_answer_more_than_one(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not a limit: the ratio is printed, as it depends on the machine's processors."""

    async def pages_a_second(*urls: str) -> float:
        loop, answered = asyncio.get_running_loop(), 0
        ends = loop.time() + 3

        async def ask(session: aiohttp.ClientSession, url: str) -> None:
            nonlocal answered
            while loop.time() < ends:
                async with session.get(f"{url}/achievements/M1-MMS") as page:
                    assert page.status == 200
                    await page.read()
                answered += 1

        async with aiohttp.ClientSession() as session:
            await asyncio.gather(*(ask(session, url) for url in urls for _ in range(12)))
        return answered / 3

    alone = await pages_a_second(cluster.processes[0].url)
    together = await pages_a_second(*(each.url for each in cluster.processes))
    with capsys.disabled():
        sys.stdout.write(f"\none process {alone:.0f} pages/s, three {together:.0f}\n")
    assert together > 0
