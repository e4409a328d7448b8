"""The commands start, link and unlink: link a chat to a person, and unlink it."""

from bot.plain_text import plain_text
from tests.bot.center import ADA, ANA, BEN, INES, LUC, STRANGER, Center


async def invitation(center: Center, who: str) -> str:
    edgefinder = center.world.edgefinder
    person = await edgefinder.contacts.find(who)
    assert person is not None
    [made] = await edgefinder.invitations.invite([person])
    return made.code


async def elsewhere(center: Center, text: str, who: str = "5558") -> str:
    """Return the answer to a message in another Telegram chat."""
    return plain_text((await center.world.ask(who, text, "telegram")).markdown)


async def test_an_invitation_links_a_stranger(center_on_each: Center) -> None:
    code = await invitation(center_on_each, ANA)
    assert "type link CODE" in await center_on_each.says(STRANGER, "status")
    said = await center_on_each.says(STRANGER, f"link {code}")
    assert said.startswith("Welcome, Ana Popescu.")
    assert "I will tell you here when a credential is earned" in said
    assert (await center_on_each.says(STRANGER, "status")).startswith("Ana Popescu: 1 earned")


async def test_the_first_welcome_of_a_linked_person_has_the_numbers_of_their_record(
    center: Center,
) -> None:
    said = await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    assert "So far you have earned 1 credential, and 4 more in progress." in said
    ines = await center.world.edgefinder.contacts.find(INES)
    assert ines is not None
    [made] = await center.world.edgefinder.invitations.invite([ines])
    said = await elsewhere(center, f"link {made.code} {made.second}", "5557")
    assert "You see 1 roster; candidates on it: 2." in said
    said = await elsewhere(center, f"link {await invitation(center, ANA)}")
    assert "So far" not in said, "only a person's first chat gets the full welcome"


async def test_whoami_lists_a_persons_chats_and_any_of_these_can_unlink_each_of_them(
    center: Center,
) -> None:
    await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    await elsewhere(center, f"link {await invitation(center, ANA)}")
    reply = await center.ask(STRANGER, "whoami")
    here, there = (row[0] for row in reply.buttons[:2])
    assert here.label.startswith("Unlink Telegram, 2026-11-23")
    assert "number 1: this chat" in plain_text(reply.markdown)
    asked = await center.ask(STRANGER, there.call)
    assert asked.template == "chat_unlink_sure"
    assert "not linked" not in await elsewhere(center, "whoami")
    said = await center.done(STRANGER, there.call)
    assert said.startswith("Unlinked: the Telegram chat that was linked on November 23, 2026")
    assert "not linked to anybody" in await elsewhere(center, "whoami")
    assert "You have no linked chat with that number" in await center.done(STRANGER, there.call)
    await center.world.linked(BEN, "telegram", "5559")
    assert "no linked chat" in await center.says(STRANGER, "unlink #3"), (
        "another person's chat cannot be unlinked"
    )


async def test_an_invitation_is_accepted_in_lower_case_with_or_without_a_command(
    center: Center,
) -> None:
    for text in ("link {}", "{}", "start {}", "/start {}", "/link  {}"):
        code = await invitation(center, BEN)
        # an invitation without digits could be a word
        while not any(letter.isdigit() for letter in code):
            code = await invitation(center, BEN)
        assert "Ben Okoro" in await center.says(STRANGER, text.format(code.lower()))
        await center.done(STRANGER, "unlink yes")


async def test_an_invitation_works_once(center: Center) -> None:
    code = await invitation(center, ANA)
    await center.says(STRANGER, f"link {code}")
    await center.done(STRANGER, "unlink yes")
    said = await center.says(STRANGER, f"link {code}")
    assert said.startswith("That invitation does not work")
    assert "Ana" not in said


async def test_an_older_invitation_without_a_digit_is_recognized_in_capitals(
    center: Center,
) -> None:
    refused = await center.says(STRANGER, "link ABCD-EFGH-JKM1")
    assert await center.says(STRANGER, "ABCD-EFGH-JKMN") == refused
    assert await center.says(STRANGER, "shop-made-part") != refused


async def test_an_expired_and_a_wrong_invitation_are_refused_in_the_same_words(
    center: Center,
) -> None:
    wrong = await center.says(STRANGER, "link ABCD-EFGH-JKM1")
    code = await invitation(center, ANA)
    center.world.clock.pass_by(days=15)
    assert await center.says(STRANGER, f"link {code}") == wrong


async def test_a_code_of_another_length_is_answered_with_the_form_of_an_invitation(
    center: Center,
) -> None:
    for text in ("link QX7P-M2KD", "my teacher gave me QX7P-M2KD"):
        said = await center.says(STRANGER, text)
        assert said.startswith("That is not an invitation: an invitation has 12 letters and digits")
    spanish = await center.says(STRANGER, "mi maestro me dio este código: QX7P-M2KD")
    assert spanish.startswith("Eso no es una invitación: una invitación tiene 12 letras y números")


async def test_an_invitation_does_not_take_over_another_persons_chat(center: Center) -> None:
    await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    code = await invitation(center, BEN)
    said = await center.says(STRANGER, f"link {code}")
    assert said.startswith("This chat is linked to Ana Popescu.")
    assert "Ben" not in said
    await center.done(STRANGER, "unlink yes")
    assert "Welcome, Ben Okoro" in await center.says(STRANGER, f"link {code}")


async def test_a_linked_person_who_sends_another_invitation_is_told_that_they_are_linked(
    center: Center,
) -> None:
    await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    said = await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    assert said.startswith("This chat was already linked to you, Ana Popescu.")


async def test_the_welcome_promises_no_notices_to_people_who_turned_them_off(
    center: Center,
) -> None:
    await center.done(ANA, "notices off")
    said = await center.says(STRANGER, f"link {await invitation(center, ANA)}")
    assert "I will tell you here" not in said


async def test_unlinking_asks_for_confirmation(center_on_each: Center) -> None:
    await center_on_each.world.linked(INES, "telegram", STRANGER)
    reply = await center_on_each.ask(STRANGER, "unlink")
    assert reply.template == "unlink_sure"
    assert "Ines Ortega" in reply.markdown
    assert "Ines Ortega" in await center_on_each.says(STRANGER, "whoami"), (
        "the chat is still linked"
    )
    assert "This chat is unlinked" in await center_on_each.done(STRANGER, "unlink yes")
    assert "not linked to anybody" in await center_on_each.says(STRANGER, "whoami")


async def test_a_person_at_the_terminal_has_no_chat_to_link_or_unlink(center: Center) -> None:
    for text in ("link ABCD-EFGH-JKM1", "unlink", "unlink yes"):
        assert (await center.says(ANA, text)).startswith(
            "In the terminal you are the person that you named"
        )


async def test_an_instructor_is_linked_only_after_sending_a_second_code(center: Center) -> None:
    person = await center.world.edgefinder.contacts.find(INES)
    assert person is not None
    [made] = await center.world.edgefinder.invitations.invite([person])
    said = await center.says(STRANGER, f"link {made.code}")
    assert said.startswith("One more step.")
    assert "Ines" not in said
    assert "I have asked the account administrator" in said
    assert "Welcome, Ines Ortega" in await center.says(STRANGER, f"link {made.second}")


async def test_an_administrator_sees_who_asks_to_be_linked_and_can_approve(
    center_on_each: Center,
) -> None:
    center = center_on_each
    await center.says(STRANGER, f"link {await invitation(center, INES)}")
    waiting = await center.ask(ADA, "approve")
    assert "Ines Ortega, on Telegram" in plain_text(waiting.markdown)
    call = waiting.buttons[0][0].call
    asked = await center.press(ADA, call)
    assert asked.template == "approve_sure"
    assert "not linked to anybody" in await center.says(STRANGER, "whoami"), (
        "the approval must be confirmed first"
    )
    await center.press(ADA, asked.buttons[0][0].call)
    assert "Ines Ortega" in await center.says(STRANGER, "whoami")
    assert "nothing to approve" in await center.says(ADA, f"/{call}")


async def test_an_instructor_or_another_centers_administrator_cannot_approve_a_chat(
    center: Center,
) -> None:
    await center.says(STRANGER, f"link {await invitation(center, INES)}")
    call = (await center.ask(ADA, "approve")).buttons[0][0].call
    assert (await center.press(LUC, f"{call} yes")).template == "no_request"
    assert (await center.press(INES, f"{call} yes")).template == "not_for_you"
    assert "No chat is waiting" in await center.says(LUC, "approve")
    assert "not linked to anybody" in await center.says(STRANGER, "whoami")


async def test_a_person_can_unlink_all_chats_except_the_current_one(center: Center) -> None:
    for chat in (STRANGER, "901", "902"):
        await center.world.linked(ANA, "telegram", chat)
    assert (await center.ask(STRANGER, "unlink others")).template == "unlink_others_sure"
    assert await center.done(STRANGER, "unlink others") == (
        "2 other chats are unlinked. This one stays."
    )
    chats = await center.world.rows("chat_identities")
    assert [row["external_id"] for row in chats] == [STRANGER]


async def test_after_five_wrong_invitations_a_chat_must_wait_and_nothing_is_written(
    center: Center,
) -> None:
    for _ in range(5):
        await center.says(STRANGER, "link ABCD-EFGH-JKM1")
    code = await invitation(center, ANA)
    before = await center.world.rows("invitations")
    said = await center.says(STRANGER, f"link {code}")
    assert said.startswith("That was tried too often. Please try again in")
    assert await center.world.rows("invitations") == before
    other = await center.world.says("901", f"link {code}", "telegram")
    assert "Welcome, Ana Popescu" in other, "the invitation still works in another chat"
