"""The commands certificate, print and share: only for a holder's own credentials."""

import pytest

from core.verification.verdict import VerdictKind
from tests.bot.center import ANA, BEN, EMPLOYER, INES, Center

MMS = "Measurement, Materials & Safety"


@pytest.mark.parametrize("asked", ["certificate", "certificate MMS", "give me my certificate"])
async def test_a_holder_gets_the_certificate(center: Center, asked: str) -> None:
    reply = await center.ask(ANA, asked)
    assert reply.template == "certificate"
    [file] = reply.attachments
    assert (file.name, file.media_type) == ("certificate.pdf", "application/pdf")
    [verdict] = await center.world.edgefinder.verification.verify_file(file.name, file.content)
    assert (verdict.kind, verdict.code) == (VerdictKind.VALID, center.earned)
    assert f"Your certificate for {MMS}" in await center.says(ANA, asked)


@pytest.mark.parametrize("asked", ["print", "print my credentials", "wallet card"])
async def test_a_holder_gets_a_wallet_card(center: Center, asked: str) -> None:
    reply = await center.ask(ANA, asked)
    assert reply.template == "print"
    assert [file.name for file in reply.attachments] == ["cards.pdf"]


@pytest.mark.parametrize("asked", ["share", "share mms", "put it on LinkedIn"])
async def test_sharing_gives_a_link_a_badge_and_a_linkedin_link(center: Center, asked: str) -> None:
    reply = await center.ask(ANA, asked)
    assert f"https://verify.example.org/v/{center.earned}" in await center.says(ANA, asked)
    assert [file.name for file in reply.attachments] == ["badge.png"]
    links = [button.url for row in reply.buttons for button in row if button.url]
    assert [link[:36] for link in links[:1]] == ["https://www.linkedin.com/profile/add"]
    assert links[1:] == [f"https://verify.example.org/v/{center.earned}/share"]


async def test_with_several_credentials_the_bot_asks_which_to_share(center: Center) -> None:
    await center.world.award(ANA, "M1-JBL")
    reply = await center.ask(ANA, "share")
    assert reply.template == "share_which"
    calls = {button.call for row in reply.buttons for button in row}
    assert calls == {"share M1-MMS", "share M1-JBL"}
    assert "2 certificates" in await center.says(ANA, "certificate")


@pytest.mark.parametrize("command", ["certificate", "print", "share"])
async def test_a_revoked_credential_cannot_be_printed_or_shared(
    center: Center, command: str
) -> None:
    for asked in (command, f"{command} JBL"):
        reply = await center.ask(BEN, asked)
        assert (reply.template, reply.attachments) == ("no_award", ())


@pytest.mark.parametrize("command", ["certificate", "print", "share"])
async def test_only_candidates_may_print_and_only_in_private(center: Center, command: str) -> None:
    for who in (INES, EMPLOYER):
        assert (await center.ask(who, command)).attachments == ()
    among_others = await center.ask(ANA, command, private=False)
    assert (among_others.template, among_others.attachments) == ("in_private", ())


async def test_a_holder_who_asks_for_a_credential_that_they_lack_gets_a_list_of_their_own(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "certificate press brake")
    assert "do not have a credential called “press brake”" in reply.markdown
    assert MMS in [button.label for row in reply.buttons for button in row]


async def test_a_withdrawn_code_reveals_nothing_until_it_is_shared_again(center: Center) -> None:
    verification = center.world.edgefinder.verification
    assert "no longer show anything" in await center.done(ANA, "withdraw mms")
    [verdict] = await verification.verify([center.earned])
    assert (verdict.kind, verdict.holder, verdict.credential_code) == (
        VerdictKind.WITHDRAWN,
        None,
        None,
    )
    asked = await center.says(EMPLOYER, f"verify {center.earned}")
    assert f"Withdrawn by its holder: {center.earned}" in asked
    assert "Ana" not in asked
    assert "works again" in await center.done(ANA, "share mms")
    [verdict] = await verification.verify([center.earned])
    assert verdict.kind is VerdictKind.VALID


@pytest.mark.parametrize("command", ["certificate", "print"])
async def test_a_withdrawn_credential_is_not_printed_and_the_reply_says_why(
    center: Center, command: str
) -> None:
    await center.done(ANA, "withdraw mms")
    reply = await center.ask(ANA, command)
    assert (reply.template, reply.attachments) == ("withdrawn_not_printed", ())
    assert "share M1-MMS" in {button.call for row in reply.buttons for button in row}
    await center.world.award(ANA, "M1-JBL")
    said = await center.says(ANA, command)
    assert f"Left out, because you have withdrawn it: {MMS}" in said
    assert len((await center.ask(ANA, command)).attachments) == 1


async def test_previews_of_a_link_show_the_holders_name_only_if_the_holder_chose_to(
    center: Center,
) -> None:
    signing = center.world.edgefinder.signing

    async def named() -> bool:
        awarded = await signing.find_award(center.earned)
        assert awarded is not None
        return awarded.named_in_previews

    assert not await named()
    assert "leave your name out" in await center.says(ANA, "share mms")
    assert "Show your name in previews" in await center.says(ANA, "share mms with name")
    assert not await named()
    await center.done(ANA, "share mms with my name")
    assert await named()
    await center.done(ANA, "share mms without name")
    assert not await named()


async def test_a_revocation_is_shown_even_if_the_holder_withdrew_the_credential(
    center: Center,
) -> None:
    await center.done(ANA, "withdraw mms")
    await center.world.edgefinder.revocations.revoke(center.earned, "the result was voided")
    said = await center.says(EMPLOYER, f"verify {center.earned}")
    assert f"Revoked: {center.earned}" in said
    [verdict] = await center.world.edgefinder.verification.verify([center.earned])
    assert verdict.kind is VerdictKind.REVOKED
