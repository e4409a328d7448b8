"""Workspaces install the app, are kept separate, and leave no data when they remove it."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from cryptography.fernet import Fernet

from adapters.configured_platforms import SlackPages, endpoint_of
from adapters.slack.adapter import SlackAdapter
from adapters.slack.install_pages import Credentials
from adapters.web.app import web_app
from bot.workplace import Workplace
from core.awards.codes import new_code
from tests.adapters.web_server import served
from tests.doubles.slack import Channel, Person, SlackPlatform, payloads
from tests.world import open_world

PAGES = "https://verify.example.org"

# slack_sdk passes aiohttp the app's id and secret in a way that aiohttp 4 will refuse
pytestmark = [
    pytest.mark.slack_app("http", public_url=PAGES, installs=True),
    pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning"),
]


TABLES = (
    "slack_bots",
    "slack_installations",
    "workspaces",
    "checks",
    "organisations",
    "opened_pages",
)
EVERYTHING = " UNION ALL ".join(f"SELECT '{table}' FROM {table}" for table in TABLES)


@dataclass
class Site:
    """The running product, with a Slack double."""

    slack: SlackPlatform
    url: str
    log: pytest.LogCaptureFixture
    browser: aiohttp.ClientSession
    database: Path

    async def begin(self) -> tuple[str, str]:
        """Press Install; return the URL of Slack's page and the browser's cookie."""
        url = f"{self.url}/slack/install"
        async with self.browser.get(url, allow_redirects=False) as answer:
            assert answer.status == 302
            return answer.headers["location"], answer.headers["set-cookie"].partition(";")[0]

    async def end(self, address: str, cookie: str, language: str = "en") -> tuple[int, str]:
        url = address.replace(PAGES, self.url)
        headers = {"Cookie": cookie, "Accept-Language": language}
        async with self.browser.get(url, headers=headers) as answer:
            return answer.status, await answer.text()

    async def install(self, person: Person, org: str | None = None) -> None:
        address, cookie = await self.begin()
        status, page = await self.end(self.slack.consents(person, address, org=org), cookie)
        assert (status, "Edgefinder is installed in" in page) == (200, True)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute(statement).fetchall()

    async def comes_to(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        """Wait until the database query returns these rows."""
        async with asyncio.timeout(10):
            while self.rows(statement) != rows:  # noqa: ASYNC110 - written by another process
                await asyncio.sleep(0.02)


async def handled() -> None:
    """Wait until the adapter has handled everything that it acknowledged."""
    while busy := [
        task
        for task in asyncio.all_tasks()
        if getattr(task.get_coro(), "__qualname__", "") == "KeyedTasks._run"
    ]:
        await asyncio.wait(busy, timeout=5)


@pytest.fixture
async def site(
    slack: SlackPlatform, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Site]:
    database = Path(sqlite_url.partition("///")[2])
    world = await open_world(sqlite_url, PAGES)
    engine = world.edgefinder.database.engine
    keys = (Fernet.generate_key().decode(),)
    adapter = SlackAdapter(
        world.conversation,
        Workplace(world.edgefinder),
        credentials=Credentials(slack.client_id, slack.client_secret, keys, engine, PAGES),
        signing_secret=slack.signing_secret,
        api_url=slack.api_url,
    )
    await adapter.start()
    assert adapter.install_flow is not None
    endpoints = {"/slack/events": endpoint_of(adapter.handle)}
    async with (
        served(web_app(world.edgefinder, endpoints, SlackPages(adapter.install_flow))) as url,
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser,
    ):
        await slack.deliver_over_http(f"{url}/slack/events")
        yield Site(slack, url, caplog, browser, database)
    await adapter.stop()
    await world.edgefinder.close()


@pytest.fixture
def acme(slack: SlackPlatform) -> Person:
    return slack.workspace("T0ACME", name="Acme").user("U0ANN", "Ann Example")


@pytest.fixture
def bolt(slack: SlackPlatform) -> Person:
    return slack.workspace("T0BOLT", name="Bolt").user("U0BEN", "Ben Example")


async def home_says(person: Person, words: str) -> str:
    def look(_: SlackPlatform) -> str | None:
        return person.home.shown if person.home and words in person.home.shown else None

    return await person.workspace.slack.wait_for(look, what=f"no Home tab said {words!r}")


async def test_workspaces_with_the_app_do_not_see_each_others_checks_and_their_tokens_stay_secret(
    site: Site, acme: Person, bolt: Person
) -> None:
    await site.install(acme)
    await site.install(bolt)
    codes = {person: new_code() for person in (acme, bolt)}
    for person, code in codes.items():
        await person.slash("/nims", f"verify {code}")
        assert code in (await person.hears()).shown
        await person.opens_home()
    seen = {person: await home_says(person, code) for person, code in codes.items()}
    assert codes[bolt] not in seen[acme]
    assert codes[acme] not in seen[bolt]
    for token, *_ in site.rows("SELECT bot_token FROM slack_bots"):
        assert str(token).startswith("sealed:")
    for person in codes:
        assert person.workspace.bot_token not in site.log.text


async def test_an_uninstalled_app_leaves_nothing_and_can_be_installed_again(
    site: Site, acme: Person, bolt: Person
) -> None:
    for person in (acme, bolt):
        await site.install(person)
        await person.slash("/nims", f"verify {new_code()}")
        await person.hears()
        await person.opens_home()
    await site.comes_to("SELECT count(*) FROM checks", [(2,)])
    await site.comes_to("SELECT count(*) FROM opened_pages WHERE shown <> ''", [(2,)])
    gone = [payloads.tokens_revoked(acme.workspace), payloads.app_uninstalled()]
    for person, events in ((acme, gone), (bolt, gone[::-1])):
        for event in events:
            await site.slack.tells(person, event)
    await site.comes_to(EVERYTHING, [])
    await site.install(acme)
    await acme.slash("/nims", "help")
    assert "What do you need?" in (await acme.hears()).shown


@pytest.mark.parametrize(
    ("seconds", "fault", "kept"),
    [
        pytest.param(-60, None, True, id="an older removal"),
        pytest.param(-60, "internal_error", True, id="an older removal, and Slack is in trouble"),
        pytest.param(0, None, True, id="in the same second, and the new token works"),
        pytest.param(0, "internal_error", False, id="in the same second, and Slack is in trouble"),
        pytest.param(60, None, False, id="a newer removal"),
    ],
)
@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
async def test_a_removal_that_slack_reports_late_leaves_a_newer_installation(
    site: Site, acme: Person, kind: str, seconds: int, fault: str | None, *, kept: bool
) -> None:
    await site.install(acme)
    [(installed,)] = site.rows("SELECT installed_at FROM slack_bots")
    moment = datetime.fromisoformat(str(installed)).replace(tzinfo=UTC)
    if fault:
        site.slack.inject_fault("auth.test", error=fault)
    events = {"app_uninstalled": payloads.app_uninstalled()}
    event = events.get(kind, payloads.tokens_revoked(acme.workspace))
    await site.slack.tells(acme, event, late=int(moment.timestamp()) + seconds)
    await handled()
    assert len(site.rows("SELECT * FROM slack_bots")) == int(kept)


@pytest.mark.parametrize("code", ["account_inactive", "token_revoked"])
async def test_a_workspace_that_slack_reports_as_gone_is_deleted_without_an_event(
    site: Site, acme: Person, bolt: Person, code: str
) -> None:
    for person in (acme, bolt):
        await site.install(person)
        await person.slash("/nims", f"verify {new_code()}")
        await person.hears()
    await site.comes_to("SELECT count(*) FROM checks", [(2,)])
    site.slack.inject_fault("views.publish", error=code)
    await acme.opens_home()
    await site.comes_to("SELECT team_id FROM slack_bots", [(bolt.workspace.id,)])
    await site.comes_to("SELECT external_id FROM workspaces", [(bolt.workspace.id,)])
    await site.comes_to("SELECT count(*) FROM checks", [(1,)])


async def test_an_org_installs_the_app_once_for_its_workspaces(site: Site, acme: Person) -> None:
    await site.install(acme, org="E0GROUP")
    code = new_code()
    await acme.slash("/nims", f"verify {code}")
    assert code in (await acme.hears()).shown
    await site.comes_to("SELECT count(*) FROM checks", [(1,)])
    await site.slack.tells(acme, payloads.team_access_revoked(acme.workspace))
    await site.comes_to("SELECT * FROM checks", [])
    assert len(site.rows("SELECT * FROM slack_bots")) == 1


async def test_each_workspace_is_an_employer_with_its_name(
    site: Site, acme: Person, bolt: Person
) -> None:
    for person in (acme, bolt):
        await site.install(person)
        await person.slash("/nims", "whoami")
        assert f"an employer: {person.workspace.name}." in (await person.hears()).shown
    employers = "SELECT name FROM organisations ORDER BY name"
    assert site.rows(employers) == [("Acme",), ("Bolt",)]


async def test_the_first_answer_does_not_wait_for_the_lookup_of_the_installation(
    site: Site, acme: Person, bolt: Person
) -> None:
    await site.install(acme)
    asked = len(site.slack.called("auth.test"))  # the calls made by the install page
    await acme.slash("/nims", "whoami")
    assert "an employer: Acme." in (await acme.hears()).shown
    assert len(site.slack.called("auth.test")) == asked
    shared = acme.workspace.channel("joint", [acme, bolt])
    assert "This chat is not linked to anybody" in await mentions(bolt, shared, "whoami")
    assert len(site.slack.called("auth.test")) == asked + 1


async def test_workspaces_of_an_org_are_separate_employers(
    site: Site, acme: Person, bolt: Person
) -> None:
    await site.install(acme, org="E0GROUP")
    bolt.workspace.uses_the_app_of(acme.workspace)
    codes = {person: new_code() for person in (acme, bolt)}
    for person, code in codes.items():
        await person.slash("/nims", "whoami")
        assert f"an employer: {person.workspace.name}." in (await person.hears()).shown
        await person.slash("/nims", f"verify {code}")
        await person.hears()
        await person.opens_home()
    seen = {person: await home_says(person, code) for person, code in codes.items()}
    assert codes[bolt] not in seen[acme]
    assert codes[acme] not in seen[bolt]


@pytest.mark.parametrize("backwards", [False, True], ids=["workspace first", "org first"])
async def test_an_org_that_uninstalls_the_app_removes_its_workspaces(
    site: Site, acme: Person, bolt: Person, backwards: bool
) -> None:
    await site.install(acme, org="E0GROUP")
    bolt.workspace.uses_the_app_of(acme.workspace)
    for person in (acme, bolt):
        await person.slash("/nims", f"verify {new_code()}")
        await person.hears()
    await site.comes_to("SELECT count(*) FROM checks", [(2,)])
    gone = [payloads.team_access_revoked(bolt.workspace), payloads.app_uninstalled()]
    for event in reversed(gone) if backwards else gone:
        await site.slack.tells(acme, event)
    await site.comes_to(EVERYTHING, [])


async def mentions(person: Person, channel: Channel, text: str) -> str:
    await person.mention(channel, text)
    heard = await person.hears()
    assert heard.only_for is person
    return heard.shown


async def test_a_stranger_in_a_shared_channel_does_not_belong_to_the_workspace(
    site: Site, acme: Person, bolt: Person
) -> None:
    await site.install(acme)
    shared, code = acme.workspace.channel("joint", [acme, bolt]), new_code()
    told = await mentions(bolt, shared, "whoami")
    assert "This chat is not linked to anybody" in told
    assert "Acme" not in told
    assert code in await mentions(bolt, shared, f"verify {code}")
    await acme.opens_home()
    assert code[:7] not in await home_says(acme, "Nobody here has verified a credential lately")
    assert site.rows("SELECT name FROM organisations") == [("Acme",)]
    assert site.rows("SELECT * FROM checks") == []


async def test_checks_in_a_shared_channel_belong_to_the_checkers_workspace(
    site: Site, acme: Person, bolt: Person
) -> None:
    for person in (acme, bolt):
        await site.install(person)
        await person.opens_home()
        await home_says(person, "Nobody here has verified a credential lately")
    shared = acme.workspace.channel("joint", [acme, bolt])
    assert "an employer: Bolt." in await mentions(bolt, shared, "whoami")
    codes = {person: new_code() for person in (acme, bolt)}
    for person, code in codes.items():
        await mentions(person, shared, f"verify {code}")
    seen = {person: await home_says(person, code) for person, code in codes.items()}
    assert codes[bolt][:7] not in seen[acme]
    assert codes[acme][:7] not in seen[bolt]


async def test_an_installation_needs_the_same_browser_and_consent_and_happens_once(
    site: Site, acme: Person
) -> None:
    address, cookie = await site.begin()
    _, other = await site.begin()
    back = site.slack.consents(acme, address)
    assert (await site.end(back, other))[0] == 400
    assert (await site.end(back, cookie))[0] == 200
    assert (await site.end(back, cookie))[0] == 401
    refused = await site.end(f"{PAGES}/slack/oauth_redirect?error=access_denied", cookie)
    assert "Nothing was installed, as you wished." in refused[1]
    refused = await site.end(f"{PAGES}/slack/oauth_redirect?error=access_denied", cookie, "es-MX")
    assert "Edgefinder no se instaló" in refused[1]
    assert "No se instaló nada, como usted quiso." in refused[1]
    assert len(site.rows("SELECT * FROM slack_bots")) == 1
