"""privacy, data and forget: what is stored about people, and how to end it."""

import json

from tests.bot.center import ANA, INES, STRANGER, Center


async def test_everybody_may_ask_what_is_kept(center: Center) -> None:
    for who in (ANA, INES, STRANGER):
        assert "You see your own record, whole." in await center.says(who, "privacy")


async def test_people_take_away_everything_on_record_about_them_and_nobody_else(
    center: Center,
) -> None:
    reply = await center.ask(ANA, "data")
    [file] = reply.attachments
    found = json.loads(file.content)
    assert found["person"][0]["given_name"] == "Ana"
    assert {"results", "credentials", "classes", "chats", "roles"} <= set(found)
    written = file.content.decode()
    assert "token_hash" not in written
    assert "Okoro" not in written, "another person"


async def test_a_stranger_has_no_data_to_take(center: Center) -> None:
    reply = await center.ask(STRANGER, "data")
    assert reply.attachments == ()


async def test_nothing_is_deleted_by_asking_how(center: Center) -> None:
    said = await center.says(ANA, "forget")
    assert "Ask there to have your data deleted" in said
    assert (await center.ask(ANA, "data")).attachments
    assert "nothing is kept about you here" in await center.says(STRANGER, "forget")
