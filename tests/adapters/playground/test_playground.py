"""The playground over HTTP: its chats, windows and updates."""

import json
from html import unescape

import pytest

from adapters.playground.rendering import html_of
from adapters.playground.server import CannotListen, address_of, bind
from adapters.slack.windows.registry import OPENED_BY
from tests.adapters.playground.conftest import ANA, TOKEN, Page


async def test_each_chat_has_a_greeting_for_its_person(page: Page) -> None:
    assert "Ana Popescu" in page.last("candidate")
    assert "Ines Ortega" in page.last("instructor")
    assert "whether one that somebody shows you is real" in page.last("employer")


async def test_typed_text_is_answered_only_in_its_own_chat(page: Page) -> None:
    before = len(page.posts("employer")), len(page.posts("instructor"))
    assert (await page.send("candidate/say", text="which exams remain?"))[0] == 204
    asked, answered = page.posts("candidate")[-2:]
    assert (asked.mine, asked.text) == (True, "which exams remain?")
    assert answered.reply is not None
    assert answered.reply.command == "status"
    assert (len(page.posts("employer")), len(page.posts("instructor"))) == before


async def test_the_log_shows_command_template_and_statement(page: Page) -> None:
    await page.send("candidate/press", typed="status")
    _, shown, _ = await page.get()
    [*_, why] = shown.partition('id="employer"')[0].split("What just happened")
    assert "<code>status</code>" in why
    assert "bot/templates/status.md" in why
    assert "SELECT" in why
    assert "1001" not in why.partition("SELECT")[2], "a statement is shown without its values"


async def test_a_recorded_result_reaches_the_candidate_and_the_instructor(page: Page) -> None:
    await page.send("record")
    await page.relayed()
    assert "You have earned" in page.last("candidate")
    assert "Ana Popescu has earned" in page.last("instructor")
    assert sorted(page.told) == ["Ana Popescu", "Ines Ortega"]


async def test_a_dropped_certificate_is_verified_and_listed_on_home(page: Page) -> None:
    await page.send("certificate")
    sent, answered = page.posts("employer")[-2:]
    assert sent.file is not None
    assert answered.reply is not None
    assert "Valid" in page.last("employer")
    _, shown, _ = await page.get()
    home = shown.partition('id="employer-home"')[2].partition('id="employer-messages"')[0]
    assert f"✓ Valid: <code>{page.valid}</code>, asked by Cascade Tool &amp; Die" in home


async def test_a_persons_own_file_is_answered_in_their_chat(page: Page) -> None:
    file = ("codes.txt", f"{page.valid}\n{page.revoked}\n".encode())
    assert (await page.send("employer/say", file))[0] == 204
    said = page.last("employer")
    assert "1 valid" in said
    assert "1 revoked" in said


async def test_slacks_chat_has_slacks_tables_and_the_buttons_below_them(page: Page) -> None:
    others = [
        await page.world.award(ANA, each) for each in ("M1-TBC", "M1-TCH", "M1-MIL", "M1-JBL")
    ]
    codes = " ".join((page.valid, *others, page.revoked))
    await page.send("employer/say", text=f"verify {codes}")
    _, shown, _ = await page.get()
    messages = shown.partition('id="employer-messages"')[2].partition('class="tries"')[0]
    table = messages.rpartition('<table data-page-size="10">')[2].partition("</table>")[0]
    assert '<button type="button" data-sorts disabled>Verdict</button>' in table
    assert table.count("<tr>") == 1 + 6
    assert f"<td>{page.revoked}</td><td>revoked</td>" in table
    number = page.posts("employer")[-1].number
    assert (
        f'name="call" value="watch {" ".join((page.valid, *others))}" data-post="{number}"'
        in messages
    )
    assert "Asked by Cascade Tool" in messages


async def test_a_phone_shows_a_class_as_a_table_that_cannot_be_sorted(page: Page) -> None:
    await page.send("instructor/say", text="roster")
    _, shown, _ = await page.get()
    phone = shown.partition('id="instructor-messages"')[2]
    assert "<th>Nearest credential</th>" in phone
    assert '<button type="button" data-sorts' not in phone


async def test_the_home_tab_has_the_same_buttons_and_menu_as_in_slack(page: Page) -> None:
    _, shown, _ = await page.get()
    home = shown.partition('id="employer-home"')[2].partition('id="employer-messages"')[0]
    for action in ("open-list", "open-check", "open-rule"):
        assert f'name="opens" value="{action}"' in home
    assert "Only people in this workspace see these." in home
    assert (await page.send("employer/window/keep", keep="7"))[0] == 204
    _, shown, _ = await page.get()
    assert '<option value="7" selected>7 days</option>' in shown


async def test_the_window_verifies_several_codes_and_shows_the_answer(page: Page) -> None:
    html, number = await page.open("open-list")
    assert "Codes or links of credentials, up to 100" in html
    before = len(page.posts("employer"))
    html, errors = await page.window(number, typed=f"{page.valid}\n{page.revoked}")
    assert errors == 0
    assert "1 valid, 1 revoked" in html
    assert "<summary>What just happened</summary>" in html
    [listed] = page.posts("employer")[before:]
    assert listed.reply is not None
    assert [each.name for each in listed.reply.attachments] == ["verdicts.csv"]


async def test_a_file_can_be_checked_in_the_window(page: Page) -> None:
    _, number = await page.open("open-list")
    html, _ = await page.window(number, ("codes.txt", page.valid.encode()))
    assert "1 valid" in html


async def test_errors_in_a_window_are_shown_at_their_fields(page: Page) -> None:
    _, number = await page.open("open-list")
    html, errors = await page.window(number, typed="", holder="nobody")
    assert errors == 1
    assert 'aria-invalid="true"' in html
    assert 'role="alert">Paste codes or links here, or choose a file below.</p>' in html
    assert 'value="nobody"' in html, "the fields keep what was typed"


async def test_a_rule_is_made_checked_and_removed_in_windows(page: Page) -> None:
    html, number = await page.open("open-rule")
    assert 'type="checkbox" name="credentials" value="M1-MMS"' in html
    html, _ = await page.window(number, title="Safe hands", credentials="M1-MMS", need="0")
    assert "Safe hands" in html
    _, shown, _ = await page.get()
    assert 'value="open-removing"' in shown, "the Home tab shows the new rule at once"
    html, number = await page.open("open-check")
    rule = html.partition(">Safe hands</option>")[0].rpartition('value="')[2].rstrip('">')
    html, _ = await page.window(number, typed=page.valid, rule=rule)
    assert "Safe hands" in html
    assert "Ana Popescu" in html
    html, number = await page.open("open-removing")
    html, _ = await page.window(number, rule=rule)
    assert "The rule is removed." in html
    assert 'value="open-removing"' not in (await page.get())[1]


async def test_the_shortcut_opens_a_window_for_questions(page: Page) -> None:
    html, number = await page.open("ask")
    assert "Ask a question, or paste a code to verify" in html
    html, _ = await page.window(number, typed=f"verify {page.revoked}")
    assert "Revoked" in html
    html, _ = await page.window("press", call="catalog M1-MMS")
    assert "Measurement, Materials" in html, "a button's answer is in the same window"


async def test_the_instructor_sets_notices_in_a_window_of_their_home_tab(page: Page) -> None:
    _, shown, _ = await page.get()
    home = shown.partition('id="instructor-home"')[2].partition('id="instructor-messages"')[0]
    assert "Mornings" in home
    html, number = await page.open("open-notices", "instructor")
    assert 'type="checkbox" name="on" value="on" checked' in html
    html, errors = await page.window(number, pane="instructor", on="on", zone="America/Denver")
    assert errors == 0
    assert "Saved. Notices are" in html
    assert "America/Denver" in html


async def test_the_instructor_records_a_result_in_a_window(page: Page) -> None:
    _, number = await page.open("open-result", "instructor")
    html, errors = await page.window(number, pane="instructor")
    assert errors == 1
    assert "Write the name of a candidate, or their number." in html
    html, _ = await page.window(number, pane="instructor", who="1001", exam="M1-TCH-P", how="pass")
    assert "Ana Popescu" in html


async def test_a_window_is_in_the_chosen_language(page: Page) -> None:
    await page.send("language", language="es")
    html, _ = await page.open("open-list")
    assert "Códigos o enlaces de credenciales" in html


@pytest.mark.parametrize("action", sorted(OPENED_BY))
async def test_every_window_of_slack_can_be_shown(page: Page, action: str) -> None:
    html, _ = await page.open(action)
    assert '<h2 id="window-title"' in html
    fields = html.count("<label for=") + html.count("<fieldset")
    assert fields or '<p class="context">' in html


async def test_windows_work_without_scripts_and_unknown_ones_are_not_found(page: Page) -> None:
    url = f"{page.address}employer/window/open"
    async with page.session.post(url, data={"opens": "open-list"}) as answer:
        shown = await answer.text()
    assert shown.startswith("<!doctype html>")
    number = shown.rpartition('action="../../employer/window/')[2].partition('"')[0]
    url = f"{page.address}employer/window/{number}"
    async with page.session.post(url, data={"typed": page.valid}) as answer:
        assert "1 valid" in await answer.text()
    assert (await page.send("employer/window/0123", typed="x"))[0] == 404
    assert (await page.send("employer/window/open", opens="no-such-window"))[0] == 404


async def test_a_button_edits_its_message_on_a_phone_and_adds_a_message_in_slack(
    page: Page,
) -> None:
    for pane, grows in (("candidate", 0), ("employer", 1)):
        count, pressed = len(page.posts(pane)), page.posts(pane)[-1]
        await page.send(f"{pane}/press", call="catalog", post=str(pressed.number))
        assert len(page.posts(pane)) == count + grows
        newest = page.posts(pane)[-1]
        assert newest.reply is not None
        assert newest.reply.command == "catalog"


async def test_the_page_and_its_answers_are_in_the_chosen_language(page: Page) -> None:
    await page.send("language", language="es")
    await page.send("candidate/say", text="start")
    assert "Hola" in page.last("candidate")
    _, shown, _ = await page.get()
    assert '<html lang="es">' in shown
    assert "Registrar un resultado" in shown
    await page.send("language", language="tlh")
    assert page.playground.language == "es", "an unsupported language is ignored"


async def test_updates_arrive_as_server_sent_events(page: Page) -> None:
    after = page.playground.board.last
    async with page.session.get(f"{page.address}events?after={after - 1}") as answer:
        assert answer.content_type == "text/event-stream"
        await page.send("candidate/say", text="help")
        kinds: list[dict[str, str]] = []
        while len(kinds) < 3:
            line = (await answer.content.readline()).decode()
            if line.startswith("data: "):
                kinds.append(json.loads(line.removeprefix("data: ")))
    assert [each["pane"] for each in kinds] == ["instructor", "candidate", "candidate"]
    assert kinds[0]["html"].startswith("<article"), (
        "the first update came while the page was loading"
    )


async def test_without_its_token_the_page_is_not_served(page: Page) -> None:
    for path in ("/play/", "/play/another/", f"/play/{TOKEN}x/", f"/play/{TOKEN}"):
        async with page.session.get(page.url + path) as answer:
            assert answer.status == 404, path
    async with page.session.post(f"{page.url}/play/another/record") as answer:
        assert answer.status == 404
    async with page.session.get(f"{page.url}/v/{page.valid}") as answer:
        assert answer.status == 200, "the public pages need no token"


async def test_the_page_does_not_leak_its_address(page: Page) -> None:
    _, _, headers = await page.get()
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


async def test_strangers_text_is_shown_literally(page: Page) -> None:
    await page.send("candidate/say", text="<img src=x onerror=alert(1)>")
    name = '"><script>alert(2)</script>.html'
    await page.send("employer/say", (name, b"<script>alert(3)</script>"))
    _, shown, _ = await page.get()
    assert shown.count("<script>") == 1, "the only script is the page's own"
    assert "<img src=x" not in shown
    assert "<img src=x onerror=alert(1)>" in unescape(shown)
    number = page.posts("employer")[-2].number
    _, content, headers = await page.get(f"files/{number}/sent")
    assert content == "<script>alert(3)</script>"
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["Content-Security-Policy"].startswith("sandbox")


def test_only_web_addresses_become_links() -> None:
    told = html_of("[a](https://example.org) [b](<javascript:alert(1)>) **c** `d`")
    assert 'href="https://example.org"' in told
    assert told.count("<a ") == 1
    assert "<strong>c</strong> <code>d</code>" in told


async def test_files_of_replies_can_be_opened(page: Page) -> None:
    await page.send("candidate/say", text="certificate")
    post = page.posts("candidate")[-1]
    assert post.reply is not None
    assert post.reply.attachments
    async with page.session.get(f"{page.address}files/{post.number}/0") as answer:
        assert answer.status == 200
        assert await answer.read() == post.reply.attachments[0].content
    status, told, _ = await page.get(f"files/{post.number}/9")
    assert status == 404
    assert "no longer available" in told


async def test_forms_work_without_the_script(page: Page) -> None:
    url = f"{page.address}candidate/say"
    async with page.session.post(url, data={"text": "help"}) as answer:
        assert answer.status == 200
        assert str(answer.url) == page.address
        assert "bot/templates/help.md" in await answer.text()


def test_a_port_in_use_is_reported_with_the_fix() -> None:
    with bind() as bound:
        assert address_of(bound).startswith("http://127.0.0.1:")
        port = bound.getsockname()[1]
        with pytest.raises(CannotListen, match=f"127.0.0.1:{port}.*choose another --port"):
            bind(port=port)


def test_an_invalid_listening_address_is_reported() -> None:
    with pytest.raises(CannotListen, match="leave it out"):
        bind("192.0.2.1")
    with pytest.raises(CannotListen):
        bind("no-such-host.invalid")
