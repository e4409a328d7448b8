"""Responses of the web app: content, status and headers."""

import contextlib
import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any, NoReturn

import aiohttp
import pytest
from yarl import URL

from adapters.web.app import web_app
from adapters.web.page_view import Center, View
from adapters.web.platform_webhooks import LARGEST_BODY, Answered
from adapters.web.public_pages import verification_page
from core.awards.codes import new_code
from core.catalog.loading import load_catalog
from core.names import HIDDEN, without_hidden_marks
from core.verification.verdict import Verdict, VerdictKind
from tests.adapters.web_server import served
from tests.doubles.changed_parts import with_parts
from tests.world import TODAY, StoppedClock, World, open_world

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"Accept": "application/json"}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def document(self) -> dict[str, object]:
        found = json.loads(self.text)
        assert isinstance(found, dict)
        return found


@dataclass
class Site:
    """A center's web server. Ana's credential is valid, Ben's is revoked."""

    world: World
    url: str
    session: aiohttp.ClientSession
    earned: str
    revoked: str

    async def get(
        self, path: str, headers: dict[str, str] | None = None, method: str = "GET"
    ) -> Answer:
        url = URL(f"{self.url}{path}", encoded=True)
        async with self.session.request(
            method, url, headers=headers or HTML, allow_redirects=False
        ) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status, names, (await response.read()).decode())


async def slack_echo(body: bytes, headers: object) -> Answered:
    return Answered(200, {"Content-Type": "text/plain"}, b"got %d" % len(body))


@pytest.fixture
async def site(sqlite_url: str) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url)
    await world.candidate("1001", "Ana Popescu")
    await world.candidate("1002", "Ben Okoro")
    earned = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    revoked = await world.award(
        "1002",
        "M1-JBL",
        TODAY - timedelta(days=9),
        revoked_on=TODAY - timedelta(days=2),
        revoked_because="the affidavit was withdrawn",
        revoked_by="issuer",
    )
    await world.result("1001", "M1-MIL-T", "fail", date(2026, 4, 1))
    async with (
        served(web_app(world.edgefinder, {"/slack/events": slack_echo})) as url,
        aiohttp.ClientSession() as session,
    ):
        yield Site(world, url, session, earned, revoked)
    await world.edgefinder.close()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: set[str] = set()
        self._style = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = False

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words.append(data)


def words(page: str) -> str:
    """Return the visible text on one line."""
    parser = _Words()
    parser.feed(page)
    return " ".join(" ".join(parser.words).split())


async def test_the_health_page_responds_with_ok(site: Site) -> None:
    for method in ("GET", "HEAD"):
        answer = await site.get("/healthz", method=method)
        assert answer.status == 200
    assert (await site.get("/healthz")).text == "ok\n"


async def test_a_valid_credential_is_shown_with_what_its_code_proves_and_nothing_else(
    site: Site,
) -> None:
    answer = await site.get(f"/v/{site.earned}")
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    shown = words(answer.text)
    for part in (
        "This credential is valid",
        "Measurement, Materials & Safety",
        "Held by Ana Popescu",
        "Issued on May 1, 2026",
        "Machining, Level I",
        "Issued by Ridgeline Technical Center",
        f"Code {site.earned}",
        "Checked on November 23, 2026, 12:00 UTC against the records of Ridgeline",
    ):
        assert part in shown
    assert "What it certifies Its holder has passed the theory exam in Measurement" in shown
    assert not any(secret in answer.text for secret in ("1001", "fail", "Milling", "None"))


CHECKS = ["format", "signature", "issuer", "dates", "revocation", "holder"]


async def test_a_valid_credential_is_sent_as_json_on_request(site: Site) -> None:
    for path, headers in (
        (f"/v/{site.earned}", JSON),
        (f"/v/{site.earned}.json", HTML),
        (f"/v/{site.earned}.json", {"Accept": "*/*"}),
    ):
        answer = await site.get(path, headers)
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        document: Any = answer.document
        assert [each["check"] for each in document.pop("checks")] == CHECKS
        assert document == {
            "verdict": "valid",
            "code": site.earned,
            "credential": {"code": "M1-MMS", "title": "Measurement, Materials & Safety"},
            "holder": "Ana Popescu",
            "issued_on": "2026-05-01",
            "revoked_on": None,
            "reason": None,
            "as_of": "2026-11-23T12:00:00+00:00",
            "source": "records of Ridgeline Technical Center",
        }


@pytest.mark.parametrize("path", ["earned", "/nowhere", "/achievements/M1-MMS"])
async def test_the_content_type_with_the_greatest_weight_is_sent(site: Site, path: str) -> None:
    asked = f"/v/{site.earned}" if path == "earned" else path
    for accept, sent in (
        ("text/html;q=0.1, application/json", "json"),
        ("application/json;q=0.9, text/html;q=0.8", "json"),
        ("application/json;q=0.5, text/html", "text/html"),
        ("application/json;q=0", "text/html"),
    ):
        answer = await site.get(asked, {"Accept": accept})
        assert sent in answer.headers["content-type"], accept


async def test_a_browser_gets_a_page_even_if_it_accepts_json(site: Site) -> None:
    for accept in ("text/html, application/json", "*/*", ""):
        answer = await site.get(f"/v/{site.earned}", {"Accept": accept})
        assert answer.headers["content-type"].startswith("text/html")


async def test_a_revoked_credential_shows_date_and_reason(site: Site) -> None:
    answer = await site.get(f"/v/{site.revoked}")
    assert answer.status == 410
    shown = words(answer.text)
    assert "This credential was revoked" in shown
    assert "Revoked on November 21, 2026 Because the affidavit was withdrawn" in shown
    document = (await site.get(f"/v/{site.revoked}", JSON)).document
    assert (document["verdict"], document["revoked_on"]) == ("revoked", "2026-11-21")


async def test_a_revoked_credential_without_a_reason_shows_none(site: Site) -> None:
    code = await site.world.award("1002", "M1-MMS", revoked_on=TODAY, revoked_by="issuer")
    answer = await site.get(f"/v/{code}")
    assert "Because" not in answer.text
    assert "None" not in answer.text


async def test_an_unknown_code_is_not_found_and_nobody_is_accused(site: Site) -> None:
    code = new_code()
    answer = await site.get(f"/v/{code}")
    assert answer.status == 404
    assert f"No credential with the code {code}" in words(answer.text)
    assert "does not mean not certified" in words(answer.text)
    answer = await site.get(f"/v/{code}", JSON)
    assert (answer.status, answer.document["verdict"]) == (404, "unknown")


@pytest.mark.parametrize("code", ["EF-0000-0000-0000-1", "hello", "%20", "EF-", "..%2e"])
async def test_a_mistyped_code_is_reported_as_mistyped(site: Site, code: str) -> None:
    answer = await site.get(f"/v/{code}", JSON)
    assert (answer.status, answer.document["verdict"]) == (404, "mistyped")
    shown = words((await site.get(f"/v/{code}")).text)
    assert "This cannot be a code" in shown
    assert "Codes look like EF-XXXX-XXXX-XXXX-X" in shown


async def test_a_code_is_read_in_lower_case_with_other_separators_and_without_any(
    site: Site,
) -> None:
    code = site.earned
    bare = code.replace("-", "")
    for typed in (
        *(code.lower(), code.replace("-", "%20"), bare, bare.lower(), f"%20{code}%20", code[3:]),
        *(f"{code}/", code.replace("-", "%E2%80%93")),
    ):
        answer = await site.get(f"/v/{typed}")
        assert answer.status == 200, typed
        assert code in answer.text


async def test_a_name_is_shown_literally(site: Site) -> None:
    names = (
        "<b>Bob</b> & <script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "\u202eboB {{7*7}}\u202c \u2067x\u200b\ufeff",
        "\u0646\u200c\u0627 Ana",
    )
    for number, name in enumerate(names):
        await site.world.candidate(f"9{number}", name)
        code = await site.world.award(f"9{number}", "M1-MMS")
        page = (await site.get(f"/v/{code}")).text
        parser = _Words()
        parser.feed(page)
        assert not {"script", "img", "b"} & parser.elements
        shown = without_hidden_marks(name)
        assert " ".join(shown.split()) in words(page)
        assert not HIDDEN.search(page)


async def test_mistyped_text_is_shown_literally(site: Site) -> None:
    page = (await site.get("/v/%3Cscript%3Ealert(1)%3C!--%22'%3E")).text
    parser = _Words()
    parser.feed(page)
    assert "script" not in parser.elements
    assert "<script>alert(1)<!--\"'>" in words(page)


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/v/{earned}",
        "/v/{revoked}",
        "/v/nothing",
        "/v/{earned}.json",
        "/nowhere",
        "/privacy",
    ],
)
async def test_responses_have_the_headers_that_prevent_caching_and_framing(
    site: Site, path: str
) -> None:
    answer = await site.get(path.format(earned=site.earned, revoked=site.revoked))
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    policy = answer.headers["content-security-policy"]
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'none'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "server" not in answer.headers


async def test_a_head_request_has_the_status_and_length_of_its_get(site: Site) -> None:
    for path in (f"/v/{site.earned}", f"/v/{site.revoked}", "/v/nothing", "/nowhere"):
        got, head = await site.get(path), await site.get(path, method="HEAD")
        assert (head.status, head.text) == (got.status, "")
        for name in ("content-type", "content-length", "content-security-policy"):
            assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_pages_accept_only_get_and_head(site: Site, method: str) -> None:
    for path in (f"/v/{site.earned}", "/healthz"):
        answer = await site.get(path, method=method)
        assert answer.status == 405
        assert "GET" in answer.headers["allow"]
        assert "can be read, and nothing else" in words(answer.text)


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere", "/v", "/v/", "/docs", "/openapi.json", "/redoc", "/v/a/b", "//", "/%00"),
        *("/v/EF-1/../../etc/passwd", "/healthz/", "/.env", "/slack/install"),
    ],
)
async def test_an_unknown_address_is_not_found_without_revealing_our_software(
    site: Site, path: str
) -> None:
    page = await site.get(path)
    assert page.status == 404
    assert "Nothing is here" in words(page.text) or "This cannot be a code" in words(page.text)
    answer = await site.get(path, JSON)
    assert answer.status == 404
    assert "error" in answer.document or answer.document["verdict"] == "mistyped"
    told = (words(page.text) + answer.text + str(page.headers)).lower()
    for maker in ("fastapi", "starlette", "uvicorn", "detail", "traceback", "python"):
        assert maker not in told


async def test_a_very_long_address_gets_a_short_response(site: Site) -> None:
    for length in (300, 5000, 60_000):
        answer = await site.get(f"/v/{'A' * length}")
        assert answer.status == 404
        assert "This cannot be a code" in words(answer.text)
        assert "A" * 200 not in answer.text, "a long text is not repeated whole"
        assert (await site.get(f"/{'A' * length}")).status == 404
    with contextlib.suppress(aiohttp.ClientError):  # the server may close the connection early
        assert 400 <= (await site.get(f"/v/{'A' * 200_000}")).status < 500
    assert (await site.get("/healthz")).status == 200, "the next request is answered"


async def test_a_failing_database_gives_no_verdict(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object, **__: object) -> NoReturn:
        raise ConnectionError(f"no answer for {site.earned}")

    site.world.edgefinder.database.fetch = fails  # type: ignore[method-assign] # simulates an error
    page = await site.get(f"/v/{site.earned}")
    assert page.status == 503
    assert page.headers["retry-after"] == "60"
    assert "This could not be checked That says nothing about it." in words(page.text)
    answer = await site.get(f"/v/{site.earned}", JSON)
    assert answer.status == 503
    assert set(answer.document) == {"error"}
    assert "ConnectionError at" in caplog.text
    assert site.earned not in caplog.text
    assert site.earned not in page.text


async def test_a_fault_is_answered_without_its_details(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(body: bytes, headers: object) -> NoReturn:
        raise RuntimeError("Ana Popescu")

    async with served(web_app(site.world.edgefinder, {"/slack/events": fails})) as url:
        site.url = url
        answer = await site.get("/slack/events", method="POST")
    assert answer.status == 500
    assert "Please try again" in words(answer.text)
    assert "Ana" not in answer.text + caplog.text
    assert "RuntimeError at" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_webhook_path_says_that_it_must_be_posted_to(site: Site) -> None:
    answer = await site.get("/slack/events")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_slack_requests_are_passed_on_up_to_a_size(site: Site) -> None:
    for size, status in ((0, 200), (LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)):
        sent = io.BytesIO(b"x" * size)
        async with site.session.post(f"{site.url}/slack/events", data=sent) as response:
            said = await response.text()
            assert (response.status, said) == (
                status,
                f"got {size}" if status == 200 else "too large\n",
            )


async def test_without_slack_settings_there_is_no_slack_address(site: Site) -> None:
    async with served(web_app(site.world.edgefinder)) as url:
        site.url = url
        assert (await site.get("/slack/events", method="POST")).status == 404


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_a_page_has_no_script_and_loads_nothing(kind: VerdictKind) -> None:
    now = StoppedClock()()
    verdict = Verdict(kind, "EF-1", now, "records")
    if kind in {VerdictKind.VALID, VerdictKind.REVOKED}:
        verdict = Verdict(kind, "EF-1", now, "records", "X9-GONE", "X9-GONE", "Ana", TODAY, TODAY)
    shown = verification_page(verdict, load_catalog(), View(Center("us")))
    assert not re.search(r"<script|<link|<img|\bsrc=|\bon\w+=|\bstyle=", shown.text)
    assert all(
        each.startswith(("/", "#", "?")) for each in re.findall(r'href="([^"]*)', shown.text)
    )
    assert shown.text.count("<h1>") == 1
    assert '<html lang="en">' in shown.text
    assert "style-src 'sha256-" in shown.policy


async def test_an_address_that_guesses_codes_has_to_wait_and_learns_nothing(
    site: Site,
) -> None:
    for _ in range(60):
        assert (await site.get(f"/v/{new_code()}")).status == 404
    for code in (site.earned, new_code()):
        answer = await site.get(f"/v/{code}")
        assert answer.status == 429
        assert 0 < int(answer.headers["retry-after"]) <= 601
        assert "Please come back later" in answer.text
        assert "Ana" not in answer.text
    assert (await site.get(f"/v/{site.earned}", JSON)).status == 429


async def test_browsers_are_told_to_remember_https_if_the_public_address_uses_it(
    world: World,
) -> None:
    for address, told in (("https://verify.example.org", True), ("http://127.0.0.1", False)):
        app = web_app(with_parts(world.edgefinder, public_url=address))
        async with served(app) as url, aiohttp.ClientSession() as session:
            response = await session.get(f"{url}/")
            assert ("Strict-Transport-Security" in response.headers) is told
