"""The public pages in a real browser: narrow screens and styles."""

import asyncio
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from adapters.web.app import web_app
from adapters.web.page_view import Center, View
from adapters.web.public_pages import (
    Offers,
    achievement_page,
    achievements_page,
    checking_page,
    goal_proof_page,
    message_page,
    verification_page,
)
from core.goals.model import Goal, GoalKind
from core.goals.proofs import Proven
from core.goals.standing import SupportingCredential
from core.verification.code_verdicts import ON_RECORD
from core.verification.verdict import Verdict, VerdictKind
from tests.adapters.web_server import served
from tests.servers.chromium import Chromium
from tests.world import TODAY, StoppedClock, open_world

pytestmark = pytest.mark.slow

_LONG = "Wolfeschlegelsteinhausenbergerdorff" * 4
_VALID = Verdict(
    VerdictKind.VALID,
    "EF-7H3B-TGW3-NJQV-G",
    StoppedClock()(),
    "records of Ridgeline Technical Center, results last imported on November 20, 2026, 09:30 UTC",
    "M1-CMP",
    "CNC Milling: Programming Setup & Operations",
    "Ana Popescu",
    TODAY,
)
_REVOKED = replace(_VALID, kind=VerdictKind.REVOKED, revoked_on=TODAY, reason=_LONG)
VERDICTS = {
    "valid": _VALID,
    "valid, with a long name": replace(_VALID, holder=_LONG, credential_title=_LONG),
    "revoked, with a long reason": _REVOKED,
    "unknown": Verdict(VerdictKind.UNKNOWN, _VALID.code, _VALID.as_of, _VALID.source),
    "mistyped": Verdict(VerdictKind.MISTYPED, "W" * 60, _VALID.as_of, _VALID.source),
    "of a source with a long name": replace(_VALID, source=_LONG),
}
_MET = Proven(
    1,
    "Ana Popescu",
    Goal("own-rule", "Set-up operator", GoalKind.HIRING, "Maple Shop", ()),
    met=True,
    met_when_made=True,
    tier="",
    made_on=TODAY,
    expires_at=_VALID.as_of,
    works_until=TODAY,
    as_of=_VALID.as_of,
    carried=(SupportingCredential("M1-MMS", "Measurement, Materials & Safety", TODAY),),
)
PROOFS = {
    "goal met": _MET,
    "goal met, with long names": replace(
        _MET,
        holder=_LONG,
        goal=replace(_MET.goal, title=_LONG, owner=_LONG),
        tier=_LONG,
        carried=(SupportingCredential("M1-MMS", _LONG, TODAY),),
    ),
    "goal not met any more": replace(_MET, met=False, carried=None),
    "goal not met yet": replace(_MET, met=False, met_when_made=False, carried=None),
    "proof of nothing": None,
}


_VIEW = View(Center(_LONG, contact=_LONG, url="https://example.org"))
_READ_ON = (
    (320, 100),  # a narrow phone, or 1280 pixels zoomed to 400 %
    (640, 200),  # a wider screen with text at 200 %: WCAG 1.4.4
    (320, 200),
)
"""Widths in pixels, each with a font size in percent."""


async def test_no_page_is_wider_than_its_screen(
    sqlite_url: str, browser: Chromium, tmp_path: Path
) -> None:
    world = await open_world(sqlite_url)
    pages = {
        name: verification_page(verdict, world.edgefinder.catalog, _VIEW).text
        for name, verdict in VERDICTS.items()
    }
    pages |= {name: goal_proof_page(proven, _VIEW).text for name, proven in PROOFS.items()}
    pages["message"] = message_page("This could not be checked", _LONG, _VIEW).text
    catalog = world.edgefinder.catalog
    pages["form"] = checking_page(_VIEW, _LONG).text
    pages["achievement"] = achievement_page(catalog.credentials[8], catalog, _VIEW).text
    pages["too wide"] = (
        "<!doctype html><html lang='en'><body style='margin: 0'><div style='width: 700px'>x"
    )
    await world.edgefinder.close()
    seen = [(width, text, name) for width, text in _READ_ON for name in pages]
    frames = "".join(
        f'<iframe style="width: {width}px; height: 900px"'
        f' srcdoc="{html.escape(_with_text_of(text, pages[name]))}"></iframe>'
        for width, text, name in seen
    )
    measuring = """<script>onload = () => document.title = [...document.querySelectorAll("iframe")]
        .map(frame => frame.contentDocument.documentElement)
        .map(page => `${page.clientWidth}:${page.scrollWidth}`).join(" ")</script>"""
    path = tmp_path / "frames.html"
    path.write_text(f"<!doctype html><title></title>{frames}{measuring}", "utf-8")
    shown = await asyncio.to_thread(browser.document, path.as_uri())
    [title] = re.findall("<title>(.*?)</title>", shown.partition("<iframe")[0])
    fits = dict(zip(seen, (width.split(":") for width in title.split()), strict=True))
    for width, text in _READ_ON:
        assert fits.pop((width, text, "too wide")) == [str(width), "700"], (
            "a page that is too wide is detected"
        )
    assert fits == {each: [str(each[0])] * 2 for each in fits}


async def test_large_text_on_a_phone_does_not_cut_the_words_of_the_verdict(
    sqlite_url: str, browser: Chromium, tmp_path: Path
) -> None:
    world = await open_world(sqlite_url)
    pages = {
        (name, language): verification_page(
            VERDICTS[name], world.edgefinder.catalog, replace(_VIEW, locale=language)
        ).text
        for name in ("valid", "unknown", "mistyped")
        for language in ("en", "es")
    }
    spanish = replace(_VIEW, locale="es")
    pages["all credentials", "es"] = achievements_page([], spanish).text
    pages["form", "es"] = checking_page(spanish).text
    pages["goal", "es"] = goal_proof_page(_MET, spanish).text
    await world.edgefinder.close()
    frames = "".join(
        f'<iframe style="width: 360px; height: 900px"'
        f' srcdoc="{html.escape(_with_text_of(200, page))}"></iframe>'
        for page in pages.values()
    )
    measuring = """<script>onload = () => document.title = [...document.querySelectorAll("iframe")]
        .map(frame => frame.contentDocument).map(page => {
            const text = page.querySelector("h1").firstChild, cut = [];
            for (const word of text.data.matchAll(/\\S+/g)) {
                const range = page.createRange();
                range.setStart(text, word.index);
                range.setEnd(text, word.index + word[0].length);
                if (range.getClientRects().length > 1) cut.push(word[0]);
            }
            return cut.join(",");
        }).join(";")</script>"""
    path = tmp_path / "frames.html"
    path.write_text(f"<!doctype html><title></title>{frames}{measuring}", "utf-8")
    shown = await asyncio.to_thread(browser.document, path.as_uri())
    [cut] = re.findall("<title>(.*?)</title>", shown.partition("<iframe")[0])
    assert cut.split(";") == [""] * len(pages)


_FOUR_LINES = (
    "María de los Ángeles Guadalupe Hernández-Villanueva y Rodríguez de la Fuente Santísima "
    "Trinidad Covarrubias-Echeverría de Montemayor"
)


@pytest.mark.parametrize("name", ["valid", "revoked, with a long reason"])
async def test_a_page_with_a_very_long_name_is_printed_on_one_sheet(
    sqlite_url: str, browser: Chromium, tmp_path: Path, name: str
) -> None:
    world = await open_world(sqlite_url)
    url = f"https://verify.example.org/v/{_VALID.code}"
    offers = Offers(f"/v/{_VALID.code}", "/checking", signed=True, url=url)
    view = View(Center("Ridgeline Technical Center", contact="records@example.org"), locale="es")
    verdict = replace(VERDICTS[name], holder=_FOUR_LINES, checks=ON_RECORD[VerdictKind.VALID])
    if verdict.revoked_on:
        verdict = replace(verdict, reason="it was entered in error for another person " * 3)
    page, paper = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(
        verification_page(verdict, world.edgefinder.catalog, view, offers).text, "utf-8"
    )
    await world.edgefinder.close()
    await asyncio.to_thread(browser.print, page.as_uri(), paper)
    with PdfDocument(paper) as printed:
        assert url in printed[0].get_textpage().get_text_range()
        assert len(printed) == 1


def _with_text_of(percent: int, page: str) -> str:
    return page.replace("</head>", f"<style>html {{ font-size: {percent}% }}</style></head>", 1)


async def test_the_security_policy_permits_the_pages_own_style(
    sqlite_url: str, browser: Chromium, tmp_path: Path
) -> None:
    world = await open_world(sqlite_url)
    await world.candidate("1001", "Ana Popescu")
    code = await world.award("1001", "M1-MMS")
    [verdict] = await world.edgefinder.verification.verify([code])
    about = "/achievements/M1-MMS"
    offers = Offers(f"/v/{code}", "/.well-known/did.json", signed=False, about=about)
    view = View(Center.of(world.edgefinder))
    page = verification_page(verdict, world.edgefinder.catalog, view, offers, "/verify").text
    free = tmp_path / "free.html"
    free.write_text(page, "utf-8")
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub("<style>.*?</style>", "", page, flags=re.DOTALL), "utf-8")

    async def picture(name: str, url: str) -> bytes:
        path = tmp_path / f"{name}.png"
        await asyncio.to_thread(browser.picture, url, path, 320, 900)
        return path.read_bytes()

    async with served(web_app(world.edgefinder)) as url:
        as_sent = await picture("sent", f"{url}/v/{code}")
    await world.edgefinder.close()
    assert as_sent == await picture("free", free.as_uri()), (
        "the policy permits all of the page's style"
    )
    assert as_sent != await picture("bare", bare.as_uri()), (
        "the page would look different without its style"
    )
