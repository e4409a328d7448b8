"""The public pages as axe, the accessibility checker of others, sees them in a real browser."""

import asyncio
import html
import json
import re
from pathlib import Path

import pytest

from adapters.web.pages import (
    Offers,
    achievement_page,
    checking_page,
    message_page,
    verification_page,
)
from core.catalog.loading import load_catalog
from tests.adapters.test_web_in_a_browser import VERDICTS
from tests.servers.chromium import Chromium
from tests.servers.node import MODULES, find_node

pytestmark = pytest.mark.slow

_RUN = """addEventListener("load", async () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const found = await axe.run(document, {runOnly: tags, iframes: false});
  const told = found.violations.map(each => `${each.id}: ${each.nodes.map(node => node.html)}`);
  document.title = JSON.stringify({passed: found.passes.length, told});
});"""


def _checked(browser: Chromium, page: str, path: Path) -> dict[str, object]:
    axe = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
    script = f"<script>{axe}</script><script>{_RUN}</script></head>"
    path.write_text(page.replace("</head>", script, 1), "utf-8")
    title = re.findall("<title>(.*?)</title>", browser.document(path.as_uri(), 2_000), re.DOTALL)[0]
    checked: dict[str, object] = json.loads(html.unescape(title))
    return checked


async def test_axe_finds_nothing_wrong_with_any_page(browser: Chromium, tmp_path: Path) -> None:
    find_node("axe-core")
    page, keys = "/v/EF-7H3B-TGW3-NJQV-G", "/.well-known/did.json"
    offers = Offers(page, keys, signed=True, page=page, about="/achievements/M1-CMP")
    pages = {
        name: verification_page(VERDICTS[name], load_catalog(), "Ridgeline", offers, "/verify")[0]
        for name in ("valid", "revoked, with a long reason", "mistyped")
    }
    pages["achievement"] = achievement_page(load_catalog().credentials[4], load_catalog())[0]
    pages["form"] = checking_page()[0]
    pages["form, with a problem"] = checking_page("Type a code or a link, or choose a file.")[0]
    faulty = message_page("This could not be checked", "Please try again soon.")[0]
    pages["faulty"] = faulty.replace(' lang="en"', "")
    found = {
        name: await asyncio.to_thread(_checked, browser, page, tmp_path / f"{place}.html")
        for place, (name, page) in enumerate(pages.items())
    }
    assert "html-has-lang" in str(found.pop("faulty")["told"]), "this is how it would be told"
    assert {name: each["told"] for name, each in found.items() if each["told"]} == {}
    assert all(isinstance(each["passed"], int) and each["passed"] > 5 for each in found.values())
