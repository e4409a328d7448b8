"""Employers in Slack: verifying, sharing verdicts, hiring rules, and the Home tab."""

import csv
from collections.abc import AsyncIterator
from datetime import date
from html import unescape

import pytest

from adapters.notice_relay import Relay
from adapters.slack.adapter import SlackAdapter
from core.awards.codes import new_code
from tests.adapters.slack.run_adapter import serving
from tests.adapters.slack.shown_text import read, window
from tests.doubles.slack import Channel, Message, Person, SlackPlatform, SlackView
from tests.world import World, open_world

PAGES = "https://verify.example.org"


@pytest.fixture
async def center(sqlite_url: str) -> AsyncIterator[World]:
    world = await open_world(sqlite_url, public_url=PAGES)
    await world.candidate("2026-001", "Ana Popescu")
    yield world
    await world.edgefinder.close()


@pytest.fixture
def bob(slack: SlackPlatform) -> Person:
    return slack.workspace().user("U0BOB", "Bob Example", "bob@example.org")


@pytest.fixture
def hiring(slack: SlackPlatform, erin: Person, bob: Person) -> Channel:
    return slack.workspace().channel("hiring", [erin, bob])


pytestmark = [pytest.mark.slack_app("socket", public_url=PAGES), pytest.mark.usefixtures("adapter")]


async def home(person: Person, says: str) -> SlackView:
    def look(_: SlackPlatform) -> SlackView | None:
        return person.home if person.home is not None and says in read(person.home) else None

    return await person.workspace.slack.wait_for(look, what=f"no Home tab said {says!r}")


async def test_a_verdict_says_who_asked_when_and_how_current_the_record_is(
    erin: Person, hiring: Channel, code: str
) -> None:
    await erin.slash("/nims", f"verify {code}", channel=hiring)
    heard = await erin.hears()
    assert heard.only_for is erin
    assert f"Valid: {code} is Measurement, Materials & Safety, held by Ana Popescu" in read(heard)
    assert "Asked by <@U0ERIN>" in read(heard)
    assert "Checked on November 23, 2026 at 12:00 UTC against the records of" in read(heard)


async def test_a_verdict_is_shared_without_its_code(
    slack: SlackPlatform, erin: Person, bob: Person, hiring: Channel, code: str
) -> None:
    await erin.slash("/nims", f"verify {code}", channel=hiring)
    heard = await erin.hears()
    assert not bob.unread
    await erin.press(heard, "Share this verdict here")
    shared = await bob.hears()
    assert shared.blocks[0]["type"] == "card"
    card = "✓ Valid Measurement, Materials & Safety, held by Ana Popescu, issued on May 1, 2026"
    assert card in unescape(read(shared))
    assert "Valid: Measurement, Materials & Safety, held by Ana Popescu" in unescape(shared.text)
    assert "Asked and shared by <@U0ERIN>" in read(shared)
    assert code not in str(shared.blocks) + shared.text
    assert shared.buttons == []


async def test_a_verdict_is_checked_again_when_it_is_shared(
    center: World, erin: Person, bob: Person, hiring: Channel, code: str
) -> None:
    await erin.slash("/nims", f"verify {code}", channel=hiring)
    heard = await erin.hears()
    await center.edgefinder.revocations.revoke(code, "it was a mistake")
    await erin.press(heard, "Share this verdict here")
    shared = unescape(read(await bob.hears()))
    assert "✗ Revoked Measurement, Materials & Safety, issued to Ana Popescu" in shared


async def test_a_list_is_answered_with_a_summary_a_table_and_a_file(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    await erin.slash("/nims")
    opened = await window(erin, "What do you need?")
    await erin.press(opened, "Verify several")
    await window(erin, "Codes or links")
    others = [new_code() for _ in range(99)]
    await erin.submits({"typed": "\n".join([code, *others])})
    answered = await window(erin, "100 codes: 1 valid, 99 not in our records")
    assert "Ana Popescu" in read(answered)
    assert "Asked by <@U0ERIN>" in read(answered)
    told = await erin.hears()
    assert told.channel is erin.dms
    [file] = slack.files.values()
    assert file.content is not None
    rows = list(csv.DictReader(file.content.decode("utf-8-sig").splitlines()))
    assert [row["code"] for row in rows] == [code, *others]
    assert (rows[0]["verdict"], rows[0]["holder"]) == ("valid", "Ana Popescu")


async def test_verifiers_without_a_record_are_notified_of_a_revocation(
    center: World, adapter: SlackAdapter, erin: Person, hiring: Channel, code: str
) -> None:
    other = await center.award("2026-001", "M1-DRL", date(2026, 5, 1))
    await erin.slash("/nims", f"verify {code} {other}", channel=hiring)
    await erin.press(await erin.hears(), "Tell me if one of the 2 is revoked")
    assert "I am watching 2 credentials for you" in read(await erin.hears())
    await center.edgefinder.revocations.revoke(other, "it was a mistake")
    relay = Relay(center.edgefinder, center.conversation, {"slack": adapter.sender})
    assert await relay.turn() == 1
    told = await erin.hears()
    assert told.channel is erin.dms
    assert "Revoked: Drill Press Skills I of Ana Popescu, which you asked me to watch" in read(told)
    await erin.press(told, "What I am watching")
    listed = read(await erin.hears())
    assert code in listed
    assert other not in listed


async def test_the_window_verifies_140_codes_at_once(erin: Person) -> None:
    await erin.slash("/nims")
    await erin.press(await window(erin, "What do you need?"), "Verify several")
    await window(erin, "Codes or links")
    await erin.submits({"typed": " ".join(new_code() for _ in range(140))})
    await window(erin, "140")


async def test_the_codes_and_links_in_another_persons_message_are_verified(
    erin: Person, bob: Person, hiring: Channel, code: str
) -> None:
    await bob.says(hiring, f"Applicant shows {code.lower()} and {PAGES}/v/{new_code()}")
    written = hiring.messages[-1]
    await erin.message_shortcut("verify_here", written)
    heard = await erin.hears()
    assert heard.only_for is erin
    assert "2 codes: 1 valid, 1 not in our records" in read(heard)
    assert "Share these verdicts here" in heard.buttons


async def test_verifying_a_message_without_codes_is_answered_with_an_example(
    erin: Person, bob: Person, hiring: Channel
) -> None:
    await bob.says(hiring, "Lunch?")
    await erin.message_shortcut("verify_here", hiring.messages[-1])
    assert "I found no credential code" in read(await erin.hears())


async def test_a_link_preview_shows_the_verdict_without_the_holder(
    slack: SlackPlatform, erin: Person, hiring: Channel, code: str
) -> None:
    link = f"{PAGES}/v/{code}"
    await erin.shares_link(hiring, link)
    written: Message = hiring.messages[-1]
    await slack.wait_for(lambda _: bool(written.unfurls))
    shown = str(written.unfurls[link])
    assert "Valid: Measurement, Materials & Safety, issued on May 1, 2026" in shown.replace(
        "&amp;", "&"
    )
    assert "Popescu" not in shown


async def test_links_to_our_other_pages_have_no_previews(
    slack: SlackPlatform, erin: Person, hiring: Channel, code: str
) -> None:
    await erin.shares_link(hiring, f"{PAGES}/healthz")
    await erin.shares_link(hiring, f"{PAGES}/v/{code}")
    await slack.wait_for(lambda _: bool(hiring.messages[-1].unfurls))
    assert len(slack.called("chat.unfurl")) == 1


async def test_a_workflow_step_returns_the_verdict_on_a_code(
    slack: SlackPlatform, erin: Person, code: str
) -> None:
    await erin.runs("verify_credential", {"code": code})
    await slack.wait_for(lambda s: s.called("functions.completeSuccess"))
    [execution] = slack.executions.values()
    assert execution["outputs"] == {
        "verdict": "valid",
        "credential": "Measurement, Materials & Safety",
        "holder": "Ana Popescu",
        "issued_on": "2026-05-01",
    }


async def test_a_workflow_step_without_a_code_fails(slack: SlackPlatform, erin: Person) -> None:
    await erin.runs("verify_credential", {"code": " "})
    [ended] = await slack.wait_for(lambda s: s.called("functions.completeError"))
    assert "There is no code to verify" in ended.args["error"]


async def test_an_employers_home_tab_shows_the_workspaces_checks_live(
    slack: SlackPlatform, erin: Person, bob: Person, code: str
) -> None:
    await erin.opens_home()
    opened = await home(erin, "Nobody here has verified a credential lately")
    assert "Verify several" in opened.buttons
    await bob.dm(code)
    shown = await home(erin, "asked by <@U0BOB>")
    assert f"✓ Valid: `{code[:7]}-…{code[-2:]}`" in read(shown)
    assert code not in read(shown)  # Bob had the code, and his colleagues need not see it
    await bob.opens_home()
    await home(bob, f"✓ Valid: `{code}`")
    published = len(slack.called("views.publish"))
    await erin.opens_home()
    await bob.dm("catalog")
    await bob.hears()
    await bob.hears()
    assert len(slack.called("views.publish")) == published


async def test_codes_checked_for_a_goal_are_among_the_workspaces_checks(
    center: World, erin: Person, bob: Person, hiring: Channel, code: str
) -> None:
    await erin.opens_home()
    await home(erin, "Nobody here has verified a credential lately")
    asked = f"check {code} {PAGES}/v/{code} {new_code()} for nc-entry-machinist"
    await bob.slash("/nims", asked, channel=hiring)
    heard = await bob.hears()
    assert "Not by these codes alone" in read(heard)
    assert "Asked by <@U0BOB>" in read(heard)
    shown = read(await home(erin, f"✓ Valid: `{code[:7]}-…{code[-2:]}`"))
    assert "? Not in our records" in shown
    told = [(each["code"], each["verdict"]) for each in await center.rows("checks")]
    assert len(told) == 2, "each code is recorded once"
    assert (code, "valid") in told


async def test_a_candidates_home_tab_shows_progress_and_updates_after_linking(
    center: World, erin: Person, code: str
) -> None:
    await erin.opens_home()
    await home(erin, "Is a credential real?")
    person = await center.edgefinder.contacts.find("2026-001")
    assert person is not None
    [invitation] = await center.edgefinder.invitations.invite([person])
    await erin.dm(f"link {invitation.code}")
    shown = await home(erin, "Ana Popescu: 1 earned, 0 in progress")
    assert "Recent verifications" not in read(shown)


@pytest.mark.parametrize("who", ["2026-001", "ines@example.org"])
async def test_a_home_tab_shows_a_revocation_even_with_notices_off(
    center: World, erin: Person, code: str, who: str
) -> None:
    await center.instructor("ines@example.org")
    await center.roster("Machining I", "ines@example.org", "2026-001")
    await center.linked(who, "slack", f"{erin.workspace.id}:{erin.id}")
    person = await center.edgefinder.contacts.find(who)
    assert person is not None
    await center.edgefinder.choices.set_all(person, on=False)
    await erin.opens_home()
    await home(erin, "1 earned" if who == "2026-001" else "1 credential earned")
    await center.edgefinder.revocations.revoke(code, "it was a mistake")
    await home(erin, "0 earned" if who == "2026-001" else "0 credentials earned")


async def test_an_instructors_home_tab_shows_the_roster_and_recent_awards(
    center: World, erin: Person, code: str
) -> None:
    await center.instructor("ines@example.org")
    await center.roster("Machining I", "ines@example.org", "2026-001")
    await center.linked("ines@example.org", "slack", f"{erin.workspace.id}:{erin.id}")
    await erin.opens_home()
    shown = read(await home(erin, "Latest credentials on your rosters"))
    assert "Machining I: 1 candidate, 1 credential earned" in shown
    assert "Ana Popescu: Measurement, Materials & Safety, May 1, 2026" in shown


async def test_the_catalog_button_on_the_home_tab_opens_a_window(erin: Person) -> None:
    await erin.opens_home()
    shown = await home(erin, "Is a credential real?")
    await erin.press(shown, "Catalog")
    await window(erin, "NIMS credentials")


async def test_only_an_administrator_sets_how_long_checks_are_kept(
    center: World, erin: Person, bob: Person, code: str
) -> None:
    await bob.dm(code)
    await erin.opens_home()
    shown = await home(erin, code[:7])
    await erin.press(shown, "Not kept")
    await window(erin, "Only this workspace's administrators choose")
    assert (await center.rows("workspaces"))[0]["keep_days"] == 90
    erin.administrator = True
    center.clock.pass_by(seconds=1)
    assert erin.home is not None
    await erin.press(erin.home, "Not kept")
    await home(erin, "Nobody here has verified a credential lately")
    assert await center.rows("checks") == []


async def test_home_tabs_opened_before_a_restart_are_updated(
    slack: SlackPlatform, center: World, adapter: SlackAdapter, erin: Person, bob: Person, code: str
) -> None:
    await erin.opens_home()
    await home(erin, "Nobody here has verified a credential lately")
    await adapter.stop()
    async with serving(slack, "socket mode", center):
        slack.http.url = ""
        await bob.dm(code)
        await home(erin, "asked by <@U0BOB>")


async def test_a_home_tab_that_slack_refuses_can_be_opened_again(
    slack: SlackPlatform, center: World, erin: Person, bob: Person, code: str
) -> None:
    await erin.opens_home()
    await home(erin, "Nobody here has verified a credential lately")
    slack.inject_fault("views.publish", error="user_not_found")
    await bob.dm(code)
    await bob.hears()
    await slack.wait_for(lambda s: len(s.called("views.publish")) > 1 or None)
    await erin.opens_home()
    await home(erin, "asked by <@U0BOB>")


async def test_a_candidate_is_checked_against_a_rule_from_the_home_tab(
    erin: Person, code: str
) -> None:
    await erin.opens_home()
    shown = await home(erin, "This workspace has no rules of its own yet.")
    await erin.press(shown, "Check a candidate")
    opened = await window(erin, "Codes that the candidate gave you")
    rule = "Entry machinist, as a North Carolina employer hires"
    assert rule in opened.buttons
    await erin.submits({"typed": f"it is {code}\nand no other", "rule": rule})
    answered = read(await window(erin, rule))
    assert "Measurement, Materials & Safety" in answered
    assert "Ana Popescu" not in answered.replace("held by Ana Popescu", "")


async def test_a_new_rule_is_shown_and_usable_only_in_its_workspace(
    center: World, erin: Person, bob: Person, code: str
) -> None:
    await bob.opens_home()
    await home(bob, "This workspace has no rules of its own yet.")
    await erin.opens_home()
    await erin.press(await home(erin, "Make a rule"), "Make a rule")
    await window(erin, "What the rule is called")
    everything = await erin.looks_up("credentials", "")
    assert len(everything) == len(center.edgefinder.catalog.credentials)
    offered = await erin.looks_up("credentials", "measurement")
    chosen = offered["Measurement, Materials & Safety"]
    made = {"title": "Second shift", "credentials": f"{chosen},M1-JBL"}
    await erin.submits({**made, "need": "At least 3 of them"})
    assert erin.form_errors == {"need": "You chose 2 above: ask for no more than that."}
    await erin.submits({**made, "need": "At least 1 of them", "years": "2 years ago at most"})
    kept = read(await window(erin, "Saved"))
    asks = "at least 1 of: Measurement, Materials & Safety; Job Planning, Benchwork & Layout"
    assert f"Second shift asks for {asks}, earned within 2 years" in kept
    await home(bob, f"Second shift: {asks}")
    assert bob.home is not None
    await bob.press(bob.home, "Check a candidate")
    await window(bob, "Codes that the candidate gave you")
    await bob.submits({"typed": code, "rule": "Second shift"})
    assert "Yes: by these codes, Second shift is met" in read(await window(bob, "Yes"))
    [row] = await center.rows("goals")
    assert (row["visibility"], row["organisation_id"]) == ("organisation", None)
    for who, sees_it in (("T0OTHER:U1", False), ("T0EXAMPLE:U5", True)):
        told = await center.ask(who, "goals second shift", "slack")
        assert ("Second shift" in str((told.markdown, told.buttons))) is sees_it


async def test_only_an_administrator_removes_a_workspaces_rule(
    center: World, erin: Person, bob: Person
) -> None:
    for person, title in ((erin, "Second shift"), (bob, "Night shift")):
        await person.opens_home()
        await person.press(await home(person, "Make a rule"), "Make a rule")
        await window(person, "What the rule is called")
        await person.submits({"title": title, "credentials": "M1-MMS", "need": "0"})
        await window(person, "Saved")
    shown = await home(bob, "Second shift")
    await bob.press(shown, "Remove a rule")
    await window(bob, "Only this workspace's administrators can remove rules.")
    erin.administrator = True
    await erin.press(await home(erin, "Night shift"), "Remove a rule")
    opened = await window(erin, "Rule to remove")
    assert opened.buttons == ["Night shift", "Second shift"]
    await erin.submits({"rule": "Night shift"})
    await window(erin, "The rule is removed.")
    [left] = await center.rows("goals")
    assert "Second shift" in str(left["document"])
    await bob.workspace.slack.wait_for(
        lambda _: bob.home is not None and "Night shift" not in read(bob.home)
    )
