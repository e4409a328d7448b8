"""The public pages checked in a real browser by axe, a third-party accessibility checker."""

import asyncio
import html
import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from adapters.web.page_view import Center, View
from adapters.web.public_pages import (
    Offers,
    achievement_page,
    achievements_page,
    checking_page,
    front_page,
    goal_proof_page,
    message_page,
    privacy_page,
    share_page,
    verification_page,
    verifications_page,
)
from core.awards.credential import Awarded
from core.catalog.loading import load_catalog
from core.data_rights.retention_periods import Retention
from tests.adapters.test_web_in_a_browser import PROOFS, VERDICTS
from tests.servers.chromium import Chromium
from tests.servers.node import MODULES, find_node

pytestmark = pytest.mark.slow

# One browser visits all pages, because starting a browser takes long. Each page passes its findings
# to the next.
_RUN = """addEventListener("load", async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const told = [], passed = [], papers = [];
  for (const colours of ["light", "dark"]) {
    for (const style of colours == "dark" ? document.querySelectorAll("style") : [])
      style.textContent = style.textContent.replaceAll("(prefers-color-scheme: dark)", "all");
    const found = await axe.run(document, {runOnly: tags, iframes: false});
    for (const each of found.violations)
      told.push(`${colours}: ${each.id}: ${each.nodes.map(node => node.html)}`);
    passed.push(found.passes.length);
    papers.push(getComputedStyle(document.body).backgroundColor);
  }
  const before = JSON.parse(decodeURIComponent(location.hash.slice(1)) || "[]");
  const all = [...before, {passed: Math.min(...passed), told, papers}];
  const next = `${all.length}.html#${encodeURIComponent(JSON.stringify(all))}`;
  if (all.length < PAGES) location.href = next; else document.title = JSON.stringify(all);
});"""

_VIEW = View(Center("Ridgeline", contact="+1 555 0100", url="https://example.org"))
_AWARDED = Awarded(1, "EF-7H3B-TGW3-NJQV-G", "M1-CMP", "Ana Popescu", "1001", date(2026, 5, 1))
_PAPERS = ["rgb(255, 255, 255)", "rgb(18, 23, 29)"]
"""The background colors of pages in the light and the dark color scheme."""


def _checked(
    browser: Chromium, pages: Mapping[str, str], folder: Path
) -> dict[str, dict[str, object]]:
    axe = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
    run = _RUN.replace("PAGES", str(len(pages)))
    script = f"<script>{axe}</script><script>{run}</script></head>"
    for place, page in enumerate(pages.values()):
        (folder / f"{place}.html").write_text(page.replace("</head>", script, 1), "utf-8")
    shown = browser.document((folder / "0.html").as_uri(), 20_000)
    title = re.findall("<title>(.*?)</title>", shown, re.DOTALL)[0]
    return dict(zip(pages, json.loads(html.unescape(title)), strict=True))


async def test_axe_finds_no_problem_on_any_page(browser: Chromium, tmp_path: Path) -> None:
    find_node("axe-core")
    page, keys = "/v/EF-7H3B-TGW3-NJQV-G", "/.well-known/did.json"
    offers = Offers(page, keys, signed=True, page=page, about="/achievements/M1-CMP")
    pages = {
        name: verification_page(VERDICTS[name], load_catalog(), _VIEW, offers, "/verify").text
        for name in ("valid", "revoked, with a long reason", "mistyped")
    }
    pages["achievement"] = achievement_page(
        load_catalog().credentials[4], load_catalog(), _VIEW
    ).text
    pages["form"] = checking_page(_VIEW).text
    pages["form, with a problem"] = checking_page(
        _VIEW, "Type a code or a link, or choose a file."
    ).text
    pages["front"] = front_page(_VIEW).text
    areas = [("Machining", load_catalog().credentials[:9])]
    pages["achievements"] = achievements_page(areas, View(_VIEW.center, "es")).text
    pages["privacy"] = privacy_page(View(_VIEW.center, "es"), Retention(), "the office").text
    pages["several"] = verifications_page(list(VERDICTS.values()), _VIEW, "").text
    links = {"link": page, "base": page, "linkedin": "https://www.linkedin.com/"}
    pages["share"] = share_page(_AWARDED, load_catalog(), _VIEW, links, signed=True).text
    pages |= {name: goal_proof_page(proven, _VIEW).text for name, proven in PROOFS.items()}
    faulty = message_page("This could not be checked", "Please try again soon.", _VIEW).text
    pale = "<style>p { color: color-mix(in srgb, var(--ink), var(--paper) 75%) }</style></head>"
    pages["faulty"] = faulty.replace(' lang="en"', "").replace("</head>", pale)
    found = await asyncio.to_thread(_checked, browser, pages, tmp_path)
    faults = str(found.pop("faulty")["told"])
    for fault in ("light: html-has-lang", "light: color-contrast", "dark: color-contrast"):
        assert fault in faults, "axe finds faults that were made on purpose"
    assert {name: each["told"] for name, each in found.items() if each["told"]} == {}
    assert all(each["papers"] == _PAPERS for each in found.values())
    assert all(isinstance(each["passed"], int) and each["passed"] > 5 for each in found.values())
