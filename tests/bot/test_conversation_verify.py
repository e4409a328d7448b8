"""The command verify finds codes in what people send, and answers each of them."""

import pytest

from bot.plain_text import plain_text
from bot.reply import Reply
from core.awards.codes import new_code
from tests.bot.center import ANA, CY, EMPLOYER, REVOKED_BECAUSE, STRANGER, Center, ago
from tests.bot.recorded_statements import statements


def mistyped(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


async def test_a_valid_code_shows_the_credential_holder_date_and_source(
    center_on_each: Center,
) -> None:
    said = await center_on_each.says(EMPLOYER, f"verify {center_on_each.earned}")
    lines = [line for line in said.splitlines() if not line.startswith(">")]
    assert "\n".join(lines).replace("\n\n\n", "\n\n").splitlines() == [
        (
            f"✓ Valid: {center_on_each.earned} is Measurement, Materials & Safety, "
            "held by Ana Popescu, issued on August 15, 2026"
        ),
        "",
        (
            "Checked on November 23, 2026 at 12:00 UTC "
            "against the records of Ridgeline Technical Center."
        ),
    ]


async def test_a_revoked_code_shows_date_and_reason(center: Center) -> None:
    said = await center.says(STRANGER, f"verify {center.revoked}")
    assert f"revoked on November 21, 2026: {REVOKED_BECAUSE}" in said
    assert "Valid" not in said


async def test_a_revoked_code_without_a_reason_shows_the_date(center: Center) -> None:
    code = await center.world.award(CY, "M1-MMS", ago(9), revoked_on=ago(1), revoked_by="issuer")
    said = await center.says(EMPLOYER, code)
    assert "revoked on November 22, 2026\n" in said
    assert "None" not in said


async def test_the_answer_to_an_unknown_code_says_that_the_person_may_still_be_certified(
    center: Center,
) -> None:
    code = new_code()
    said = await center.says(EMPLOYER, code)
    assert f"? Not in our records: {code}" in said
    assert "does not mean not certified" in said
    assert "Ask its holder, or NIMS." in said


def about(reply: Reply) -> dict[str, str]:
    """Return each button that shows what a credential certifies: its command by its label."""
    buttons = [each for row in reply.buttons for each in row]
    return {each.label: each.call for each in buttons if each.call.startswith("credential ")}


async def test_the_answer_to_a_few_codes_has_one_button_for_each_different_credential(
    center: Center,
) -> None:
    world, first = center.world, center.earned
    same = await world.award(CY, "M1-MMS", ago(9))
    other = await world.award(CY, "M1-CMP", ago(9))
    alike = await center.ask(EMPLOYER, f"verify {first} {same}")
    assert about(alike) == {"What it certifies": "credential M1-MMS"}
    reply = await center.ask(EMPLOYER, f"verify {first} {other} {same} {center.revoked}")
    assert about(reply) == {
        "About Measurement, Materials & Safety": "credential M1-MMS",
        "About CNC Milling: Programming Setup & Operations": "credential M1-CMP",
    }
    many = [
        await world.award(CY, each.code, ago(9))
        for each in world.edgefinder.catalog.credentials[11:17]
    ]
    assert about(await center.ask(EMPLOYER, f"verify {' '.join(many)}")) == {}


async def test_several_codes_are_summarized_and_answered_in_order(
    center_on_each: Center,
) -> None:
    earned, revoked, unknown = center_on_each.earned, center_on_each.revoked, new_code()
    said = await center_on_each.says(
        EMPLOYER, f"verify {mistyped(earned)} {unknown} {revoked}, {earned}"
    )
    lines = said.splitlines()
    assert lines[0] == "4 codes: 1 valid, 1 revoked, 1 not in our records, 1 mistyped"
    assert [line[0] for line in lines[2:6]] == ["!", "?", "✗", "✓"]
    assert said.count("does not mean not certified") == 1
    assert said.count("Checked on") == 1


async def test_more_than_twenty_codes_are_answered_as_a_table_with_a_file(center: Center) -> None:
    codes = [new_code() for _ in range(20)]
    said = await center.says(EMPLOYER, " ".join(codes))
    assert said.startswith("20 codes: 20 not in our records")
    assert all(code in said for code in codes)
    reply = await center.ask(EMPLOYER, " ".join([*codes, center.earned]))
    assert plain_text(reply.markdown).startswith("21 codes: 1 valid, 20 not in our records")
    assert [file.name for file in reply.attachments] == ["verdicts.csv"]


async def test_of_more_than_two_hundred_codes_the_rest_is_counted_as_not_checked(
    center: Center,
) -> None:
    codes = [new_code() for _ in range(203)]
    said = await center.says(EMPLOYER, f"verify {' '.join(codes)}")
    assert said.startswith("201 codes: 200 not in our records, 1 could not be checked")
    assert "203 codes and credentials are in it" in said
    assert "the other 3 were not" in said


async def test_a_code_sent_several_times_in_different_spellings_counts_once(center: Center) -> None:
    code = center.earned
    written = [code, code.lower(), code.replace("-", " "), f"https://verify.example.org/v/{code}"]
    said = await center.says(EMPLOYER, f"verify {', '.join(written)}")
    assert said.startswith("✓ Valid")
    assert said.count(code) == 1
    many = " ".join([code] * 30)
    assert (await center.says(EMPLOYER, many)).startswith("✓ Valid")


@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "verify {}",
        "/verify {}",
        "VERIFY {}",
        "Verify: {}",
        "is {} real?",
        "is this real: {}",
        "verify ({}).",
        "“{}”",
        "verify “{}”, please",
        "please check {} for me, thank you",
        "verify\n{}",
        "{}\n",
        "https://verify.example.org/v/{}",
        "see https://verify.example.org/v/{}.",
        "verify <https://verify.example.org/v/{}>",
        "https://verify.example.org/v/{}?utm_source=mail",
    ],
)
async def test_a_code_is_found_in_any_spelling_and_in_any_sentence(
    center: Center, written: str
) -> None:
    for code in (center.earned, center.earned.lower(), center.earned.replace("-", "\u2013")):
        said = await center.says(EMPLOYER, written.format(code))
        assert said.startswith("✓ Valid"), written
        assert "Mistyped" not in said


async def test_a_code_without_ef_at_its_beginning_is_found(center: Center) -> None:
    assert (await center.says(EMPLOYER, f"verify {center.earned[3:]}")).startswith("✓ Valid")


@pytest.mark.parametrize(
    "text",
    [
        "EF-1234-567",
        "is EF-AAAA-BBBB-CCCC-DD real?",
        "verify hello",
        "verify 1",
    ],
)
async def test_text_that_cannot_be_a_code_is_called_mistyped_without_a_database_query(
    center_on_each: Center, text: str
) -> None:
    async with statements(center_on_each.world) as asked:
        said = await center_on_each.says(EMPLOYER, text)
    assert said.startswith("! Mistyped: “")
    assert "Codes" not in said.splitlines()[0]
    assert "A code looks like EF-XXXX-XXXX-XXXX-X." in said
    assert asked == []


async def test_a_name_instead_of_a_code_is_answered_with_what_to_send(center: Center) -> None:
    said = await center.says(EMPLOYER, "verify Ana Popescu")
    assert said.startswith("Send me what you want to check: the code")


async def test_a_typo_in_a_code_is_reported_without_a_database_query(
    center_on_each: Center,
) -> None:
    code = mistyped(center_on_each.earned)
    async with statements(center_on_each.world) as asked:
        said = await center_on_each.says(EMPLOYER, code)
    assert f"! Mistyped: “{code}” cannot be a code" in said
    assert asked == []


async def test_words_and_numbers_around_a_code_are_not_taken_for_codes(center: Center) -> None:
    said = await center.says(EMPLOYER, f"verify {center.earned} for my 2nd shift, room 12")
    assert said.startswith("✓ Valid")


async def test_a_mistyped_code_beside_a_valid_one_is_reported_too(center: Center) -> None:
    said = await center.says(EMPLOYER, f"{center.earned} and EF-7H3B-TGW3-NJQ-G")
    assert said.startswith("2 codes: 1 valid, 1 mistyped")
    said = await center.says(EMPLOYER, f"verify {center.earned} 7H3B-TGW3-NJQV-00")
    assert said.startswith("2 codes: 1 valid, 1 mistyped")


async def test_a_very_long_word_is_shortened_in_the_reply(center: Center) -> None:
    said = await center.says(EMPLOYER, "verify " + "A1" * 900)
    assert said.startswith("! Mistyped: “A1A1")
    assert len(said.splitlines()[0]) < 120


async def test_a_valid_code_has_a_button_to_what_it_certifies(center: Center) -> None:
    reply = await center.ask(EMPLOYER, center.earned)
    assert "credential M1-MMS" in [button.call for row in reply.buttons for button in row]


async def test_a_credential_missing_from_the_catalog_has_no_button_to_what_it_certifies(
    center: Center,
) -> None:
    reply = await center.ask(EMPLOYER, await center.world.award(CY, "X9-GONE"))
    assert "X9-GONE" in reply.markdown.replace("\\", "")
    assert [button.call for row in reply.buttons for button in row] == ["help verify"]


async def test_verifying_any_number_of_codes_takes_one_database_query(
    center_on_each: Center,
) -> None:
    codes = [center_on_each.earned, center_on_each.revoked, *(new_code() for _ in range(18))]
    for who in (EMPLOYER, STRANGER, ANA):
        for count in (1, 2, 20):
            async with statements(center_on_each.world) as asked:
                await center_on_each.says(who, f"verify {' '.join(codes[:count])}")
            assert len(asked) == 1, asked


async def test_verifying_a_known_and_an_unknown_code_runs_the_same_query(
    center_on_each: Center,
) -> None:
    async with statements(center_on_each.world) as known:
        await center_on_each.says(EMPLOYER, center_on_each.earned)
    async with statements(center_on_each.world) as unknown:
        await center_on_each.says(EMPLOYER, new_code())
    assert len(known) == len(unknown) == 1


@pytest.mark.parametrize("platform", ["terminal", "telegram"])
async def test_a_status_takes_one_database_query(center_on_each: Center, platform: str) -> None:
    await center_on_each.world.linked(ANA, "telegram", ANA)
    for text in ("status", "what is left?", "status M1-MIL", "status M1-MMS"):
        async with statements(center_on_each.world) as asked:
            reply = await center_on_each.world.ask(ANA, text, platform)
        assert reply.template in {"status", "status_credential"}
        assert len(asked) == 1, asked


async def test_a_recorded_list_of_statements_includes_those_that_bypass_sqlalchemy(
    center_on_each: Center,
) -> None:
    async with statements(center_on_each.world) as asked:
        await center_on_each.done(ANA, "notices off")
    assert any("UPDATE people" in statement for statement in asked), asked


async def test_the_answer_to_a_single_code_lists_what_was_checked(center: Center) -> None:
    said = await center.says(EMPLOYER, f"verify {center.earned}")
    assert "What was checked" in said
    assert "✓ Revocation, passed: it is not revoked" in said
    assert "○ Signature, not checked: a code carries no signature" in said
    both = await center.says(EMPLOYER, f"verify {center.earned} {center.revoked}")
    assert "What was checked" not in both
    revoked = await center.says(EMPLOYER, f"verify {center.revoked}")
    assert "✗ Revocation, failed: its issuer has revoked it" in revoked
