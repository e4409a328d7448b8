"""Messages that their sender has not typed: files, pictures, stickers and forwarded text."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.deep_links import call_of, payload_of
from bot.plain_text import plain_text
from bot.reply import File, MediaKind, Reply, Turn
from core.people.model import Identity
from tests.bot.center import ANA, STRANGER, Center


async def sent(center: Center, text: str = "", **more: object) -> Reply:
    turn = Turn(Identity("telegram", STRANGER), text, address=STRANGER)
    values = {name: getattr(turn, name) for name in Turn.__dataclass_fields__} | more
    return await center.world.conversation.answer(Turn(**values))


@pytest.mark.parametrize("media", [MediaKind.FILE, MediaKind.PICTURE])
async def test_a_file_or_picture_whose_content_is_missing_is_answered_with_advice(
    center: Center, media: MediaKind
) -> None:
    for said in ("", "is this real?"):
        reply = await sent(center, said, media=media)
        assert reply.template == "brought_file"
        assert "EF-XXXX-XXXX-XXXX-X" in reply.markdown
        assert reply.buttons


@pytest.mark.parametrize("media", list(MediaKind))
async def test_a_code_sent_with_a_file_is_checked(center: Center, media: MediaKind) -> None:
    reply = await sent(center, f"mine: {center.earned}", media=media)
    assert "held by Ana Popescu" in plain_text(reply.markdown)


async def test_files_are_verified_only_in_private_chats(center: Center) -> None:
    file = File("badge.txt", f"my code: {center.earned}".encode())
    reply = await sent(center, media=MediaKind.FILE, file=file)
    assert (reply.command, reply.template, reply.stays) == ("verify", "verify", True)
    assert "held by Ana Popescu" in plain_text(reply.markdown)
    among = await sent(center, media=MediaKind.FILE, file=file, private=False)
    assert "Ana" not in among.markdown


async def test_a_sticker_is_answered_kindly_and_a_command_in_its_caption_is_run(
    center: Center,
) -> None:
    assert (await sent(center, media=MediaKind.OTHER)).template == "brought_other"
    assert (await sent(center, "help", media=MediaKind.OTHER)).template == "help"


async def test_codes_in_forwarded_messages_are_checked(center: Center) -> None:
    reply = await sent(center, f"Hi, my code is {center.earned}", forwarded=True)
    assert reply.template == "verify"


@pytest.mark.parametrize("said", ["/unlink yes", "/notices off", "what is left?", "/help", "hm"])
async def test_a_forwarded_message_without_a_code_runs_no_command(
    center: Center, said: str
) -> None:
    await center.world.linked(ANA, "telegram", STRANGER)
    assert (await sent(center, said, forwarded=True)).template == "forwarded"
    assert len(await center.world.rows("chat_identities")) == 1


async def test_a_deep_link_opens_a_credential_or_verifies_a_code(center: Center) -> None:
    assert (await sent(center, "/start credential_M1-TCH")).command == "credential"
    for payload in (center.earned, f"verify_{center.earned}"):
        assert "held by Ana Popescu" in plain_text(
            (await sent(center, f"/start {payload}")).markdown
        )
    assert (await sent(center, "/start ABCD-EFGH-JKM1")).template == "no_invitation"


@given(st.sampled_from("*~$=U0Z"))
def test_a_deep_link_can_carry_a_code_with_any_last_symbol(sign: str) -> None:
    call = f"verify EF-0000-XXXX-ZZZZ-{sign}"
    payload = payload_of(call)
    assert payload is not None
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload)
    assert call_of(payload) == call


def test_no_deep_link_is_made_for_a_command_that_does_not_fit_into_it() -> None:
    assert call_of(payload_of("credential M1-TCH") or "") == "credential M1-TCH"
    assert payload_of("catalog Müller") is None
    assert payload_of("x" * 65) is None
