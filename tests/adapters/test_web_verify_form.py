"""The web form that verifies a code, a link or a file."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote

import aiohttp
import pytest

from adapters.web import verify_form
from adapters.web.app import web_app
from core.awards.codes import new_code
from core.awards.credential import Awarded
from core.verification.files.found_items import MOST_BYTES
from tests.adapters.test_web_responses import words
from tests.adapters.web_server import served
from tests.core.other_badges import ASSERTION, college, signed
from tests.world import World, open_world

JSON = {"Accept": "application/json"}


@dataclass
class Site:
    """A web server with the form; the candidate Ana has a credential."""

    world: World
    url: str
    session: aiohttp.ClientSession
    code: str

    async def send(
        self,
        code: str | None = None,
        file: bytes | None = None,
        name: str = "held.bin",
        headers: dict[str, str] | None = None,
        recipient: str | None = None,
    ) -> tuple[int, str]:
        """Send the form as a browser does; return the response."""
        form = aiohttp.FormData(default_to_multipart=True)
        if code is not None:
            form.add_field("code", code)
        if file is not None:
            sent = io.BytesIO(file)
            form.add_field("file", sent, filename=name, content_type="application/octet-stream")
        if recipient is not None:
            form.add_field("recipient", recipient)
        url = f"{self.url}/verify"
        async with self.session.post(url, data=form, headers=headers) as response:
            return response.status, await response.text()

    async def asked(
        self, code: str | None = None, file: bytes | None = None, recipient: str | None = None
    ) -> dict[str, Any]:
        """Send the form as a program does; return the JSON."""
        status, text = await self.send(code, file, headers=JSON, recipient=recipient)
        told: dict[str, Any] = json.loads(text)
        return {"status": status, **told}

    async def awarded(self) -> Awarded:
        found = await self.world.edgefinder.signing.find_award(self.code)
        assert found is not None
        return found


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init()
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session, code)
    await world.edgefinder.close()


async def test_the_form_needs_no_script_and_is_sent_only_to_us(site: Site) -> None:
    async with site.session.get(f"{site.url}/verify") as response:
        page = await response.text()
        assert response.status == 200
        policy = response.headers["Content-Security-Policy"]
    assert "form-action 'self'" in policy
    assert "default-src 'none'" in policy
    assert "<script" not in page
    assert '<form method="post" action="/verify" enctype="multipart/form-data">' in page
    async with site.session.head(f"{site.url}/verify") as response:
        assert response.status == 200


async def test_a_typed_code_is_read_in_lower_case_without_hyphens_in_a_link_and_in_a_sentence(
    site: Site,
) -> None:
    for typed in (
        *(site.code, f"  {site.code.lower()} ", site.code.replace("-", "")),
        f"https://verify.example.org/v/{quote(site.code, safe='')}",
        f"My code is {site.code}",
    ):
        told = await site.asked(typed)
        assert (told["status"], told["verdict"], told["code"]) == (200, "valid", site.code), typed
    # as browsers do if no file was chosen
    status, page = await site.send(site.code, file=b"", name="")
    assert status == 200
    assert "This credential is valid" in words(page)
    assert "Held by Ana Popescu" in words(page)
    assert "og:image" not in page, "only the credential's own page has a preview"


async def test_invalid_text_and_unknown_codes_are_distinguished(site: Site) -> None:
    assert (await site.asked("EF-1234"))["verdict"] == "mistyped"
    assert (await site.asked(new_code()))["verdict"] == "unknown"
    _, page = await site.send("<script>alert(1)</script>")
    assert "<script" not in page
    assert "script>alert(1)</script" in words(page)


async def test_credential_files_are_checked_and_altered_ones_are_reported(site: Site) -> None:
    awarded, edgefinder = await site.awarded(), site.world.edgefinder
    token = await edgefinder.signing.token(awarded)
    assert isinstance(token, str)
    badge = await edgefinder.award_files.badge(awarded)
    for held in (token.encode(), badge, await edgefinder.award_files.certificates([awarded])):
        told = await site.asked(file=held)
        assert (told["status"], told["verdict"], told["code"]) == (200, "valid", site.code)
    assert (await site.asked(token))["verdict"] == "valid", "a pasted token is checked"
    altered = token[:-8] + ("AAAAAAAA" if token[-8:] != "AAAAAAAA" else "BBBBBBBB")
    status, page = await site.send(file=altered.encode())
    assert status == 200
    assert "This credential was altered" in words(page)
    assert "its signature does not fit" in words(page)
    status, page = await site.send(file=token.encode())
    link = f'<a href="https://verify.example.org/v/{quote(site.code)}">Its page</a>'
    assert link in page.replace("&#39;", "'")


async def test_markup_in_a_file_name_has_no_effect(site: Site) -> None:
    status, page = await site.send(file=b"no credential", name='../<b>"x".pdf')
    assert status == 200
    assert "There is no credential in it" in words(page)
    assert "<b>" not in page.replace("<bdi>", "")


async def test_several_codes_get_one_verdict_each_under_a_heading_with_the_count(
    site: Site,
) -> None:
    other = new_code()
    typed = f"{site.code}, {other} http://[x"
    status, text = await site.send(typed, headers=JSON)
    assert status == 200
    assert [(each["verdict"], each["code"]) for each in json.loads(text)] == [
        ("valid", site.code),
        ("unknown", other),
        ("mistyped", "http://[x"),
    ]
    status, page = await site.send(file=f"name,code\nAna,{site.code}\nX,{other}".encode())
    assert status == 200
    assert "<h1>1 of 2 is valid</h1>" in page
    assert "Held by Ana Popescu" in words(page)
    assert "credential is valid" not in words(page)
    _, page = await site.send(f"{site.code} {site.code.lower()}")
    assert "This credential is valid" in words(page), "a code given twice is checked once"
    awarded = await site.awarded()
    pdf = await site.world.edgefinder.award_files.certificates([awarded])
    assert (await site.asked(file=pdf))["code"] == site.code, (
        "a code that is both attached and printed counts once"
    )


@pytest.mark.parametrize("sign", '.),>"')
async def test_a_link_that_ends_in_a_symbol_leads_to_the_credential(site: Site, sign: str) -> None:
    address = f"{site.url}/v/{site.code}{quote(sign)}"
    async with site.session.get(address, allow_redirects=False) as response:
        assert response.status == 301
        assert response.headers["location"] == f"https://verify.example.org/v/{site.code}"


async def test_a_form_needs_either_a_code_or_a_file(site: Site) -> None:
    for code, file in ((None, None), ("", b""), ("  ", None)):
        status, page = await site.send(code, file, name="")
        assert status == 400
        assert "Type a code or a link, or choose a file." in words(page)
        assert 'role="alert"' in page
    told = await site.asked(site.code, b"something")
    assert (told["status"], set(told)) == (400, {"status", "error"})


@pytest.mark.parametrize("size", [MOST_BYTES + 1, MOST_BYTES + 100_000, 3 * MOST_BYTES])
async def test_an_upload_that_is_too_large_is_reported_after_it_was_sent(
    site: Site, size: int
) -> None:
    told = await site.asked(file=bytes(size))
    assert told["status"] == 413
    assert (told["verdict"], told["detail"]) == ("unreadable", "too_large")
    assert (await site.asked(site.code))["verdict"] == "valid", "the next request is answered"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: file\r\n\r\n1\r\n--x--"),
        ("text/plain", b"EF-1234"),
    ],
)
async def test_a_request_that_is_not_a_form_is_refused_in_one_line(
    site: Site, kind: str, body: bytes
) -> None:
    headers = {**JSON, "Content-Type": kind}
    async with site.session.post(f"{site.url}/verify", data=body, headers=headers) as response:
        assert response.status == 400
        told = await response.json()
    assert set(told) == {"error"}
    assert "\n" not in told["error"]


async def test_a_form_can_be_sent_without_a_file(site: Site) -> None:
    sent = {"code": site.code}
    async with site.session.post(f"{site.url}/verify", data=sent, headers=JSON) as response:
        assert (await response.json())["verdict"] == "valid"


async def test_an_incomplete_form_is_given_up_after_a_while(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_form, "_PATIENCE", 0.05)
    never = asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"--x\r\n"
        await never.wait()

    headers = {"Content-Type": "multipart/form-data; boundary=x", **JSON}
    async with site.session.post(f"{site.url}/verify", data=slowly(), headers=headers) as response:
        assert response.status == 408


async def test_large_forms_are_refused_when_many_are_in_progress_but_codes_are_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify_form, "_MOST_UNDER_WAY", 1)
    begun, end = asyncio.Event(), asyncio.Event()
    verify = site.world.edgefinder.verification.verify_file

    async def slowly(name: str, content: bytes, person: str, recipient: str) -> Any:
        begun.set()
        await end.wait()
        return await verify(name, content, person, recipient)

    monkeypatch.setattr(site.world.edgefinder.verification, "verify_file", slowly)
    large = f"{site.code}\n".encode() + b" " * 100_000
    first = asyncio.create_task(site.asked(file=large))
    await begun.wait()
    assert (await site.asked(file=large))["status"] == 503
    assert (await site.asked(site.code))["verdict"] == "valid"
    end.set()
    assert (await first)["verdict"] == "valid"
    assert (await site.asked(file=large))["verdict"] == "valid", (
        "a finished form makes room for the next"
    )


async def test_a_failing_database_gives_no_verdict_in_the_form(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(*_: object, **__: object) -> NoReturn:
        raise ConnectionError(f"no answer for {site.code}")

    site.world.edgefinder.database.fetch = fails  # type: ignore[method-assign] # simulates an error
    status, page = await site.send(site.code)
    assert status == 503
    assert "That says nothing about it." in words(page)
    assert "ConnectionError at" in caplog.text
    assert site.code not in caplog.text + page


async def test_the_page_of_a_credential_links_to_the_form(site: Site) -> None:
    for code in (site.code, new_code(), "nothing"):
        async with site.session.get(f"{site.url}/v/{code}") as response:
            page = await response.text()
        assert '<a href="https://verify.example.org/verify">Check another credential</a>' in page


async def test_a_badge_is_compared_with_the_typed_address(site: Site) -> None:
    examination = site.world.edgefinder._signed_credentials._examination
    examination._trusted = college()
    token = signed(ASSERTION)
    told = await site.asked(token, recipient="Dana@example.org")
    assert (told["verdict"], told["holder"]) == ("valid", "Dana@example.org")
    _status, page = await site.send(token, recipient="someone@example.org")
    assert "This credential was awarded to another person" in page
    assert "Do not rely on it for this person." in page
    _status, page = await site.send(token)
    assert "Not checked: revocation and holder." in page
    status, page = await site.send(token, recipient="Dana")
    assert (status, "That is not an e-mail address" in page) == (400, True)


async def test_the_page_of_a_revoked_credential_does_not_say_that_its_holder_passed(
    site: Site,
) -> None:
    await site.world.edgefinder.revocations.revoke(site.code, "the exam was void")
    _status, page = await site.send(site.code)
    assert "This credential was revoked" in page
    assert "Do not rely on it." in page
    assert "Its holder has" not in page
    assert "It is awarded to people who have" in page
