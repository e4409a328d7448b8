"""The playground in a real browser: its script, its width, and axe's findings."""

import asyncio
import html
import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.playground.app import playground_app, policy_of
from adapters.web.app import web_app
from core.awards.codes import new_code
from tests.adapters.playground.conftest import TOKEN, Page
from tests.adapters.web_server import served
from tests.servers.chromium import FLAGS, Chromium
from tests.servers.node import MODULES, find_node

pytestmark = pytest.mark.slow

_DRIVE = """
const until = (ready) => new Promise((done) => {
  const look = () => ready() ? done(ready()) : setTimeout(look, 20); look();
});
addEventListener("load", async () => {
  const problems = [];
  addEventListener("securitypolicyviolation", (each) => problems.push(each.violatedDirective));
  const said = (pane) => document.querySelector(`#${pane} .log`).textContent;
  const box = document.getElementById("candidate-text");
  box.value = "which exams remain?";
  box.form.requestSubmit();
  await until(() => said("candidate").includes("1 exam left"));
  const emptied = box.value === "";
  document.getElementById("employer-tab-home").click();
  const dialog = document.getElementById("window");
  document.querySelector("#employer-home [value=open-list]").click();
  await until(() => dialog.open);
  const list = dialog.querySelector("textarea"), focused = document.activeElement === list;
  dialog.querySelector("button[type=submit]").click();
  await until(() => dialog.querySelector("[role=alert]"));
  dialog.querySelector("textarea").value = "CODES";
  dialog.querySelector("button[type=submit]").click();
  await until(() => dialog.textContent.includes("1 revoked"));
  const titled = document.activeElement.id;
  dialog.querySelector("[data-closes]").click();
  await until(() => document.getElementById("employer-home").textContent.includes("Revoked"));
  const home = !document.getElementById("employer-home").hidden;
  document.getElementById("instructor-tab-home").click();
  document.querySelector("#instructor-home [value=open-result]").click();
  await until(() => dialog.open);
  dialog.querySelector("[name=who]").value = "1001";
  dialog.querySelector("[name=exam]").value = "M1-MIL-P";
  dialog.querySelector("button[type=submit]").click();
  await until(() => dialog.querySelector("[value^='result ']"));
  const asked = dialog.textContent;
  dialog.querySelector("[value^='result ']").click();
  await until(() => dialog.textContent !== asked);
  const recorded = dialog.textContent.includes("Ana Popescu");
  dialog.querySelector("[data-closes]").click();
  const question = document.getElementById("employer-text");
  question.value = "verify MANY";
  question.form.requestSubmit();
  const table = await until(() => document.querySelector("#employer-messages table"));
  const visible = () => [...table.tBodies[0].rows].filter((row) => !row.hidden);
  const pages = table.parentElement.nextElementSibling, counts = [visible().length];
  pages.querySelector("[data-turns='1']").click();
  counts.push(visible().length);
  for (const _ of "12") table.querySelectorAll("[data-sorts]")[1].click();
  const sorted = visible().map((row) => row.cells[1].textContent);
  document.querySelector("form[action=record] button").click();
  await until(() => document.getElementById("status").textContent);
  fetch("report", { method: "POST", body: JSON.stringify({
    problems, emptied, focused, titled, closed: !dialog.open, home, recorded, counts,
    sorted: sorted[0], order: table.querySelector("[aria-sort]").ariaSort,
    live: document.querySelectorAll("[aria-live=polite], [role=status]").length }) });
});
"""


_JUDGE = """
const whole = `<!doctype html>${document.documentElement.outerHTML}`;
addEventListener("load", async () => {
  const told = [], passed = [], papers = [];
  for (const colors of ["light", "dark"]) {
    const style = document.querySelector("style");
    if (colors === "dark")
      style.textContent = style.textContent.replaceAll("(prefers-color-scheme: dark)", "all");
    const found = await axe.run(document, {iframes: false,
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
    for (const each of found.violations)
      told.push(`${colors}: ${each.id}: ${each.nodes.map(node => node.html)}`);
    passed.push(found.passes.length);
    papers.push(getComputedStyle(document.body).backgroundColor);
  }
  const frame = document.createElement("iframe");
  frame.style = "width: 390px; height: 800px; border: 0";
  frame.srcdoc = whole.split("<script>")[0];
  frame.onload = () => {
    const page = frame.contentDocument.documentElement;
    const widths = [page.clientWidth, page.scrollWidth];
    document.title = JSON.stringify({told, passed: Math.min(...passed), papers, widths});
  };
  document.body.append(frame);
});
"""


def _driven(
    app: ASGIApp, codes: Sequence[str], report: asyncio.Future[dict[str, object]]
) -> ASGIApp:
    """Add a script to the app's page that clicks through it and reports results."""

    few, many = " ".join(codes), " ".join([*codes, *(new_code() for _ in range(10))])
    drive = _DRIVE.replace("CODES", few).replace("MANY", many)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if path.endswith("/report"):
            body = (await receive())["body"]
            report.set_result(json.loads(body))
            await send({"type": "http.response.start", "status": 204, "headers": []})
            await send({"type": "http.response.body", "body": b""})
            return
        if path != f"/play/{TOKEN}/":
            await app(scope, receive, send)
            return
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        await app(scope, receive, hold)
        start, body = held[0], b"".join(each.get("body", b"") for each in held[1:]).decode()
        body = body.replace("</script>", f"{drive}</script>")
        drop = (b"content-length", b"content-security-policy")
        headers = [each for each in start["headers"] if each[0].lower() not in drop]
        headers.append((b"content-security-policy", policy_of(body).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    return serve


async def test_the_script_sends_forms_and_shows_updates(page: Page, browser: Chromium) -> None:
    report: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
    app = playground_app(page.playground, TOKEN, web_app(page.world.edgefinder))
    async with served(_driven(app, (page.valid, page.revoked), report)) as url:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            running = await asyncio.create_subprocess_exec(
                browser.program,
                *FLAGS,
                f"--user-data-dir={folder}",
                "--remote-debugging-port=0",  # otherwise Chromium exits once the page is loaded
                f"{url}/play/{TOKEN}/",
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                seen = await asyncio.wait_for(report, 60)
            finally:
                running.terminate()
                await running.wait()
        page.playground.board.close()
    assert seen == {
        "problems": [],
        "emptied": True,
        "focused": True,
        "titled": "window-title",
        "closed": True,
        "home": True,
        "recorded": True,
        "counts": [10, 2],
        "sorted": "valid",
        "order": "descending",
        "live": 5,
    }


async def test_the_page_fits_a_phone_and_axe_finds_no_problem(
    page: Page, browser: Chromium, tmp_path: Path
) -> None:
    find_node("axe-core")
    for path in ("certificate", "record"):
        await page.send(path)
    await page.send("candidate/say", text="status")
    await page.send("instructor/say", text="roster")
    await page.relayed()
    _, shown, _ = await page.get()
    _, number = await page.open("open-list")
    window, errors = await page.window(number, holder="nobody")
    assert errors
    assert 'id="window"' in shown
    shown = shown.replace('<dialog id="window"', '<dialog open id="window"')
    shown = shown.replace("</dialog>", f"{window}</dialog>")
    shown = shown.partition("<script>")[0].replace("<details", "<details open")
    axe = (MODULES / "axe-core" / "axe.min.js").read_text("utf-8")
    (tmp_path / "page.html").write_text(
        f"{shown}<script>{axe}</script><script>{_JUDGE}</script>", "utf-8"
    )
    url = (tmp_path / "page.html").as_uri()
    told = await asyncio.to_thread(browser.document, url, 20_000)
    found = json.loads(html.unescape(re.findall("<title>(.*?)</title>", told, re.DOTALL)[0]))
    assert found["told"] == []
    assert found["passed"] > 20
    assert len(set(found["papers"])) == 2, "the light and the dark background were both seen"
    assert found["widths"] == [390, 390]
