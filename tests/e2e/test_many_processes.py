"""Three processes behind nginx, with PostgreSQL and Redis, act as one bot."""

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
    """Return deploy/nginx.conf with servers on these ports."""
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
@pytest.mark.timeout(400)
async def test_three_processes_act_as_one_bot(
    cluster: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything is checked in one test, because starting the servers takes longest."""
    await _answers_each_question_once(cluster)
    await _answers_a_command_that_came_twice_once(cluster)
    alone = await _pages_a_second(cluster.processes[0].url)
    together = await _pages_a_second(*(each.url for each in cluster.processes))
    with capsys.disabled():  # only printed: speed depends on the machine
        sys.stdout.write(f"\none process {alone:.0f} pages/s, three {together:.0f}\n")
    await _loses_nothing_with_a_killed_process(cluster)
    await _limits_wrong_codes_over_all_processes(cluster)


async def _answers_each_question_once(cluster: Cluster) -> None:
    people = [cluster.telegram.user(800 + n) for n in range(8)]
    for number in range(QUESTIONS):
        await people[number % len(people)].send("/credential M1-MMS")
    for person in people:
        for _ in range(QUESTIONS // len(people)):
            assert "Measurement" in (await person.hears(30)).text
    for person in people:
        await person.hears_nothing()


async def _answers_a_command_that_came_twice_once(cluster: Cluster) -> None:
    iris = cluster.slack.workspace().user("U0IRIS", "Iris Example", "iris@example.org")
    for _ in range(QUESTIONS // 4):
        asked = await iris.slash("/nims", "credential mms")
        await cluster.slack.redeliver(asked)
        assert "Measurement" in (await iris.hears(timeout=30)).text
    await asyncio.sleep(1)  # long enough for a second answer to arrive
    answers = [str(call.args) for call in cluster.slack.called("response_url")]
    assert sum("Measurement" in each for each in answers) == QUESTIONS // 4


async def _pages_a_second(*urls: str) -> float:
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


async def _loses_nothing_with_a_killed_process(cluster: Cluster) -> None:
    instructor = cluster.telegram.user(701, "Ines", "ines_example")
    await cluster.center.link(instructor, "ines@example.org")
    people = [cluster.telegram.user(900 + n) for n in range(8)]
    importing = asyncio.create_task(cluster.center.import_elsewhere("M1-TCH-P"))
    lost = cluster.processes.pop(random.Random(7).randrange(PROCESSES))
    for number in range(QUESTIONS):
        await people[number % len(people)].send("/credential M1-MMS")
        if number == QUESTIONS // 2:
            await lost.kill()
    await importing
    heard = await instructor.hears(90)
    assert heard.text.startswith("Ana Popescu has earned Turning I")
    for person in people:
        for _ in range(QUESTIONS // len(people)):
            assert "Measurement" in (await person.hears(60)).text


async def _limits_wrong_codes_over_all_processes(cluster: Cluster) -> None:
    wrong = "/v/EF-0000-0000-0000-0"
    async with aiohttp.ClientSession() as session:

        async def status(url: str) -> int:
            headers = {"X-Forwarded-For": "127.0.0.1"}
            async with session.get(url + wrong, headers=headers) as answer:
                return answer.status

        assert Counter([await status(cluster.url) for _ in range(70)]) == {404: 60, 429: 10}
        assert {await status(each.url) for each in cluster.processes} == {429}
