"""`edgefinder serve` as a process, with its platforms, database and other commands."""

import asyncio
import re
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest

from core.edgefinder import Edgefinder, open_edgefinder
from core.importing.import_file import import_file
from core.importing.report import ImportKind
from tests.doubles.slack import SlackPlatform
from tests.doubles.telegram import Message, Person, TelegramApi
from tests.e2e.serve_process import edgefinder, serving
from tests.servers.run_server import free_port

PEOPLE = """candidate_number,given_name,family_name,email,role,organisation
4001,Ana,Popescu,,candidate,Ridgeline Technical Center
,Ines,Ortega,ines@example.org,instructor,Ridgeline Technical Center
"""
ROSTERS = "roster,instructor_email,candidate_number\nMornings,ines@example.org,4001\n"
CODE = re.compile(r"EF-\S{4}-\S{4}-\S{4}-\S")


@dataclass
class Center:
    """A training center: its settings, and the files that it imports."""

    settings: dict[str, str]
    folder: Path

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Edgefinder]:
        opened = await open_edgefinder(
            database_url=self.settings["EDGEFINDER_DATABASE_URL"],
            issuer=self.settings["EDGEFINDER_ISSUER_NAME"],
        )
        yield opened
        await opened.close()

    async def set_up(self, *passed: str) -> Self:
        """Import the people, and the exams that the only candidate has passed."""
        async with self.open() as opened:
            for kind, text in (
                (ImportKind.PEOPLE, PEOPLE),
                (ImportKind.ROSTERS, ROSTERS),
                (ImportKind.RESULTS, _passes(*passed)),
            ):
                file = self.folder / f"{kind}.csv"
                file.write_text(text, "utf-8")
                await import_file(opened.database, opened.catalog, opened.clock, kind, file)
        return self

    async def import_elsewhere(self, *passed: str) -> None:
        """Import these passed exams in a separate process."""
        file = self.folder / "further.csv"
        file.write_text(_passes(*passed), "utf-8")
        ran = await edgefinder(self.settings, "import", "results", str(file))
        assert ran.code == 0, ran.err

    async def link(self, person: Person, who: str) -> None:
        async with self.open() as opened:
            known = await opened.contacts.find(who)
            assert known is not None
            [invitation] = await opened.invitations.invite([known])
        await person.send(f"/link {invitation.code} {invitation.second}")
        assert "is now linked to your record" in (await person.hears(20)).text
        # an update that is not confirmed would be delivered again to the next process
        await person.confirmed()


def _passes(*exams: str) -> str:
    today = datetime.now(UTC).date()  # today, because old awards cause no notices
    rows = "".join(f"4001,{exam},pass,{today}\n" for exam in exams)
    return f"candidate_number,exam,outcome,taken_on\n{rows}"


@pytest.fixture
def instructor(api: TelegramApi) -> Person:
    return api.user(701, "Ines", "ines_example")


@pytest.fixture
async def center(database_url: str, api: TelegramApi, tmp_path: Path) -> Center:
    """Return a center whose only candidate has passed one of a credential's two exams."""
    settings = {
        "EDGEFINDER_DATABASE_URL": database_url,
        "EDGEFINDER_ISSUER_NAME": "Ridgeline Technical Center",
        "EDGEFINDER_TELEGRAM_TOKEN": api.token,
        "EDGEFINDER_TELEGRAM_API_URL": api.url,
    }
    return await Center(settings, tmp_path).set_up("M1-TUR-T")


async def test_an_import_in_another_process_notifies_the_instructor(
    center: Center, instructor: Person
) -> None:
    async with serving(center.settings, center.folder) as served:
        await center.link(instructor, "ines@example.org")
        await center.import_elsewhere("M1-TCH-P")
        notice = await instructor.hears(20)
        assert notice.text.startswith("Ana Popescu has earned Turning I (Chucking")
        await center.import_elsewhere("M1-TCH-P")  # the same result again causes no second notice
        await instructor.hears_nothing(1)
        assert await served.stop() == 0


@pytest.mark.only_slow
async def test_a_notice_survives_a_kill_before_its_claim(
    center: Center, instructor: Person, database_url: str
) -> None:
    async with serving(center.settings, center.folder) as served:
        await center.link(instructor, "ines@example.org")
        await served.freeze(partial(_nobody_writes, database_url))
        await center.import_elsewhere("M1-TCH-P")
        await served.kill()
    await instructor.hears_nothing()
    async with serving(center.settings, center.folder):
        assert "Ana Popescu has earned" in (await instructor.hears(20)).text
        await instructor.hears_nothing(1)


async def test_a_notice_survives_a_kill_while_it_is_sent(
    center: Center, instructor: Person, api: TelegramApi, database_url: str
) -> None:
    async with serving(center.settings, center.folder) as served:
        await center.link(instructor, "ines@example.org")
        tries = len(api.called("sendMessage"))
        api.inject_fault("sendMessage", failure="timeout")
        await center.import_elsewhere("M1-TCH-P")
        await api.wait_for(lambda api: len(api.called("sendMessage")) > tries, 20)
        await served.kill()
    await _a_minute_goes_by(database_url)
    async with serving(center.settings, center.folder):
        assert "Ana Popescu has earned" in (await instructor.hears(20)).text


_WRITING = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend' AND state <> 'idle'"""


async def _nobody_writes(database_url: str) -> bool:
    if database_url.startswith("sqlite"):
        file = database_url.partition("///")[2]
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True
    import asyncpg  # noqa: PLC0415 - only for PostgreSQL

    server = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        return bool(await server.fetchval(_WRITING) == 0)
    finally:
        await server.close()


_LEASES_END = "UPDATE notice_lanes SET next_at = {} WHERE next_at IS NOT NULL"


async def _a_minute_goes_by(database_url: str) -> None:
    """Let the leases expire, so that notices claimed by a killed process can be claimed again."""
    if database_url.startswith("sqlite"):
        with closing(sqlite3.connect(database_url.partition("///")[2])) as connection:
            connection.execute(_LEASES_END.format("'2000-01-01T00:00:00.000000Z'"))
            connection.commit()
        return
    import asyncpg  # noqa: PLC0415 - only for PostgreSQL

    server = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        await server.execute(_LEASES_END.format("now() - interval '1 minute'"))
    finally:
        await server.close()


@pytest.mark.only_slow
@pytest.mark.parametrize("by_webhook", [False, True], ids=["polling", "webhook"])
async def test_a_question_to_a_killed_process_is_answered_by_the_next(
    sqlite_url: str, api: TelegramApi, tmp_path: Path, by_webhook: bool
) -> None:
    port = free_port()
    settings = {
        "EDGEFINDER_DATABASE_URL": sqlite_url,
        "EDGEFINDER_ISSUER_NAME": "Ridgeline Technical Center",
        "EDGEFINDER_TELEGRAM_TOKEN": api.token,
        "EDGEFINDER_TELEGRAM_API_URL": api.url,
    }
    if by_webhook:
        settings |= {
            "EDGEFINDER_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "EDGEFINDER_TELEGRAM_WEBHOOK_SECRET": "our-own-secret",
        }
    center = await Center(settings, tmp_path).set_up("M1-TUR-T")
    ana = api.user()
    async with serving(settings, tmp_path, port=port) as served:
        await center.link(ana, "4001")
        api.inject_fault("sendRichMessage", failure="timeout", times=100)
        await ana.send("/status")
        await api.wait_for(lambda a: a.called("sendRichMessage"), 20)
        await served.kill()
        assert "our-own-secret" not in served.log
    api.behave()
    async with serving(settings, tmp_path, port=port) as served:
        assert "Turning I (Chucking Skills)" in (await ana.hears(20)).text
        assert await served.stop() == 0
    assert len(api.messages(ana.id)) == 2


async def test_a_webhook_without_an_address_is_reported(sqlite_url: str, tmp_path: Path) -> None:
    settings = {
        "EDGEFINDER_DATABASE_URL": sqlite_url,
        "EDGEFINDER_TELEGRAM_TOKEN": "4242:token-of-nobody",
        "EDGEFINDER_TELEGRAM_WEBHOOK_SECRET": "our-own-secret",
    }
    async with serving(settings, tmp_path, healthy=False) as served:
        assert await served.end() == 2
        assert served.log.splitlines()[-1].startswith(
            "edgefinder: Telegram has a webhook secret but no address to send updates to"
        )


async def test_a_question_gets_the_same_answer_on_every_platform(
    sqlite_url: str, api: TelegramApi, tmp_path: Path
) -> None:
    async with SlackPlatform() as slack:
        settings = {
            "EDGEFINDER_DATABASE_URL": sqlite_url,
            "EDGEFINDER_ISSUER_NAME": "Ridgeline Technical Center",
            "EDGEFINDER_TELEGRAM_TOKEN": api.token,
            "EDGEFINDER_TELEGRAM_API_URL": api.url,
            "EDGEFINDER_SLACK_BOT_TOKEN": slack.workspace().bot_token,
            "EDGEFINDER_SLACK_APP_TOKEN": slack.app_token,
            "EDGEFINDER_SLACK_API_URL": slack.api_url.rstrip("/"),
        }
        center = await Center(settings, tmp_path).set_up("M1-TUR-T", "M1-TCH-P")
        ana = api.user()
        iris = slack.workspace().user("U0IRIS", "Iris Example", "iris@example.org")
        async with serving(settings, tmp_path, loaded=False) as served:
            await slack.connected(timeout=20)
            await center.link(ana, "4001")
            await ana.send("/status")
            shown = await _has_message(ana, "Ana Popescu: 1 earned")
            found = CODE.search(shown.text)
            assert found is not None
            code = found.group()

            said = f"{code} is Turning I (Chucking Skills), held by Ana Popescu"
            await ana.send(f"/verify {code}")
            await _has_message(ana, said)
            await iris.dm(f"verify {code}")
            assert said in (await iris.hears(timeout=20)).text.replace("*", "").replace("`", "")
            verdict = await _get_json(f"{served.url}/v/{code}.json")
            assert (verdict["verdict"], verdict["holder"]) == ("valid", "Ana Popescu")

            assert await served.stop() == 0
            secrets = (api.token, slack.workspace().bot_token, slack.app_token)
            for secret in (*secrets, code, "Ana", "Popescu", "Iris", "4001"):
                assert secret not in served.log


async def _has_message(person: Person, words: str) -> Message:
    """Return the first of the next three messages that has these words."""
    for _ in range(3):
        heard = await person.hears(20)
        if words in heard.text:
            return heard
    raise AssertionError(f"{words!r} is in none of three messages; the last: {heard.text!r}")


async def _get_json(url: str) -> Any:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.json()


async def test_serve_answers_slack_over_http(sqlite_url: str, tmp_path: Path) -> None:
    async with SlackPlatform() as slack:
        settings = {
            "EDGEFINDER_DATABASE_URL": sqlite_url,
            "EDGEFINDER_SLACK_BOT_TOKEN": slack.workspace().bot_token,
            "EDGEFINDER_SLACK_SIGNING_SECRET": slack.signing_secret,
            "EDGEFINDER_SLACK_API_URL": slack.api_url.rstrip("/"),
        }
        iris = slack.workspace().user("U0IRIS", "Iris Example", "iris@example.org")
        async with serving(settings, tmp_path) as served:
            await slack.deliver_over_http(f"{served.url}/slack/events")
            await iris.dm("credential mms")
            heard = await iris.hears(timeout=20)
            assert "Measurement, Materials &amp; Safety" in heard.text.replace("& ", "&amp; ")
            assert await served.stop() == 0
        assert [str(each) for each in slack.violations] == []


@contextmanager
def nobody_answers() -> Iterator[str]:
    """Return a URL that accepts connections and never responds."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=50)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def refused() -> str:
    """Return a URL where nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port: int = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("number", "silent"),
    [
        pytest.param(signal.SIGTERM, True, id="SIGTERM, silent"),
        pytest.param(signal.SIGINT, False, id="SIGINT, refusing"),
    ],
)
async def test_serve_starts_and_stops_with_both_platforms_unreachable(
    sqlite_url: str, tmp_path: Path, silent: bool, number: signal.Signals
) -> None:
    with nobody_answers() as address:
        platform = address if silent else refused()
        settings = {
            "EDGEFINDER_DATABASE_URL": sqlite_url,
            "EDGEFINDER_TELEGRAM_TOKEN": "4242:token-of-nobody",
            "EDGEFINDER_TELEGRAM_API_URL": platform,
            "EDGEFINDER_SLACK_BOT_TOKEN": "xoxb-token-of-nobody",
            "EDGEFINDER_SLACK_APP_TOKEN": "xapp-token-of-nobody",
            "EDGEFINDER_SLACK_API_URL": f"{platform}/api",
        }
        async with serving(settings, tmp_path) as served:
            verdict = await _get_json(f"{served.url}/v/EF-0000-0000-0000-0.json")
            assert verdict["verdict"] == "unknown"
            await asyncio.sleep(1)  # long enough for several tries to connect
            assert await served.stop(number) == 0
            assert "of-nobody" not in served.log
            assert "Traceback" not in served.log


async def test_a_port_in_use_is_reported(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"EDGEFINDER_DATABASE_URL": sqlite_url}
    async with serving(settings, tmp_path) as first:
        port = first.url.rpartition(":")[2]
        taken = settings | {"EDGEFINDER_HTTP_PORT": port}
        async with serving(taken, tmp_path, healthy=False) as second:
            assert await second.end() == 2
            assert second.log.splitlines()[-1] == (
                f"edgefinder: cannot listen on 127.0.0.1:{port}: another program does; "
                "choose another EDGEFINDER_HTTP_PORT"
            )
        assert await first.stop() == 0


async def test_log_lines_are_json_on_request(sqlite_url: str, tmp_path: Path) -> None:
    settings = {"EDGEFINDER_DATABASE_URL": sqlite_url, "EDGEFINDER_LOG_FORMAT": "json"}
    async with serving(settings, tmp_path) as served:
        assert await served.stop() == 0
        lines = served.log.splitlines()
        assert lines
        assert all(line.startswith('{"at": "') for line in lines)
