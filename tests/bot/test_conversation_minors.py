"""A minor's codes and links are answered like unknown ones until the command minor opens them."""

from bot.plain_text import plain_text
from core.awards.codes import new_code
from core.verification.verdict import VerdictKind
from tests.bot.center import ADA, ANA, DANA, EMPLOYER, INES, LUC, Center


async def verdict_on(center: Center, code: str) -> str:
    """Return the verdict that an employer gets, without the code."""
    return (await center.says(EMPLOYER, f"verify {code}")).replace(code, "CODE")


async def test_a_minors_code_is_answered_like_a_code_that_is_not_on_record(
    center: Center,
) -> None:
    assert "Ana Popescu" in await verdict_on(center, center.earned)
    assert "is a minor" in await center.done(ADA, f"minor {ANA}")
    never_given = new_code()
    unknown = await verdict_on(center, never_given)
    assert "Ana" not in unknown
    assert await verdict_on(center, center.earned) == unknown


async def test_no_page_or_file_finds_a_minors_credential_and_the_minor_still_sees_it(
    center: Center,
) -> None:
    edgefinder = center.world.edgefinder
    await center.done(ADA, f"minor {ANA}")
    assert await edgefinder.signing.find_award(center.earned) is None
    [verdict] = await edgefinder.verification.verify([center.earned])
    assert (verdict.kind, verdict.holder) == (VerdictKind.UNKNOWN, None)
    assert "show nothing to anybody yet" in await center.says(ANA, "share M1-MMS")
    assert "Measurement, Materials & Safety" in await center.says(ANA, "status")


async def test_a_minors_link_that_proves_a_goal_is_answered_like_an_unknown_one(
    center: Center,
) -> None:
    edgefinder = center.world.edgefinder
    goal = next(iter((await edgefinder.goal_repository.everything()).values()))
    made = await edgefinder.proofs.make(center.world.ids[ANA], goal, 30, shows=True, met=False)
    assert made is not None
    assert await edgefinder.proofs.look(made.token) is not None
    await center.done(ADA, f"minor {ANA}")
    assert await edgefinder.proofs.look(made.token) is None


async def test_a_person_who_watches_a_code_no_longer_sees_the_name_once_its_holder_is_a_minor(
    center: Center,
) -> None:
    await center.done(LUC, f"watch {center.earned}")
    assert "Ana Popescu" in await center.says(LUC, "watch")
    await center.done(ADA, f"minor {ANA}")
    assert "Ana" not in await center.says(LUC, "watch")
    await center.done(ADA, f"minor open {ANA} guardian")
    assert "Ana Popescu" in await center.says(LUC, "watch")


async def test_a_notice_that_waits_is_deleted_if_the_candidate_is_marked_as_a_minor(
    center: Center,
) -> None:
    await center.done(LUC, f"watch {center.earned}")
    await center.world.edgefinder.revocations.revoke(center.earned, "entered in error")
    kinds = [str(row["kind"]) for row in await center.world.rows("notices")]
    assert "watched_award" in kinds
    await center.done(ADA, f"minor {ANA}")
    left = [str(row["kind"]) for row in await center.world.rows("notices")]
    assert sorted([*left, "watched_award"]) == sorted(kinds)


async def test_a_guardian_or_the_center_can_open_a_minors_codes(center: Center) -> None:
    await center.done(ADA, f"minor {ANA}")
    asked = await center.ask(ADA, f"minor open {ANA} guardian")
    assert "because a guardian has agreed?" in plain_text(asked.markdown)
    assert "Ana" not in await verdict_on(center, center.earned), (
        "the codes stay closed before the confirmation"
    )
    said = await center.done(ADA, f"minor open {ANA} guardian")
    assert "a guardian opened their codes and links on November 23, 2026" in said
    assert "Ana Popescu" in await verdict_on(center, center.earned)
    await center.done(ADA, f"minor close {ANA}")
    assert "Ana" not in await verdict_on(center, center.earned)
    assert "the center opened" in await center.done(ADA, f"minor open {ANA} center")
    assert "not recorded as a minor" in await center.done(ADA, f"minor end {ANA}")


async def test_only_the_candidates_own_administrators_can_mark_a_minor(
    center: Center,
) -> None:
    await center.done(ADA, f"minor {ANA}")
    assert "Ana Popescu" in await center.says(ADA, "minor")
    assert "Ana" not in await center.says(LUC, "minor")
    assert "Ana" not in await center.says(LUC, f"minor open {ANA} center")
    assert "Dana" not in await center.says(ADA, f"minor {DANA}")
    for who in (ANA, INES):
        refused = await center.ask(who, f"minor end {ANA}")
        assert refused.template not in {"minor", "minor_sure"}


async def test_an_administrator_may_give_a_minors_name_instead_of_the_number(
    center: Center,
) -> None:
    assert "is a minor" in await center.done(ADA, "minor Ana Popescu")
    assert "Ana Popescu" in await center.done(ADA, "minor open Ana Popescu guardian")
    assert "Ana Popescu" in await verdict_on(center, center.earned)
    refused = await center.says(LUC, "minor close Ana Popescu")
    assert "is not a candidate of an organization that you administer" in refused
