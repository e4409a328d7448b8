"""Which result earns or revokes a credential, who is notified, and what is final."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from core.awards.codes import new_code, read_code
from core.awards.earned_awards import AlreadyRevoked, NoSuchAward, Revoked
from core.importing.report import ImportReport
from tests.core.importing.import_helpers import RESULTS, bring, text_file
from tests.world import TODAY, World, open_world

THEORY, CENTERS, CHUCKING = "M1-TUR-T", "M1-TBC-P", "M1-TCH-P"


class School:
    """A school that imports the results of one candidate."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self._folder = folder

    async def reports(self, *rows: str) -> ImportReport:
        """Import these rows of the candidate 1001, such as "M1-MMS-T pass 2026-03-01"."""
        lines = (f"1001,{','.join(row.split())}" for row in rows)
        return await bring(self.world, text_file(self._folder, RESULTS, *lines))

    async def awards(self) -> list[tuple[object, object, object]]:
        """Return for each award its credential, its day, and who revoked it."""
        rows = sorted(await self.world.rows("awards"), key=lambda row: str(row["id"]))
        return [(row["credential_code"], row["issued_on"], row["revoked_by"]) for row in rows]

    async def code(self) -> str:
        """Return the code of the first award."""
        [award] = await self.world.rows("awards")
        return str(award["code"])

    async def told(self) -> list[tuple[object, object]]:
        """Return the recipient and the kind of each notice."""
        names = {number: name for name, number in self.world.ids.items()}
        rows = await self.world.rows("notices")
        return sorted((names[int(str(row["person_id"]))], str(row["kind"])) for row in rows)

    async def revokes(self, code: str, reason: str) -> Revoked | NoSuchAward | AlreadyRevoked:
        return await self.world.edgefinder.revocations.revoke(code, reason)


@pytest.fixture
async def school(world: World, tmp_path: Path) -> School:
    """Return a school in which Ana is on two rosters of Ines and on one of Kai.

    Lou teaches only Ben.
    """
    await world.candidate("1001", "Ana Popescu")
    await world.candidate("1002", "Ben Ortiz")
    for email in ("ines@example.org", "kai@example.org", "lou@example.org"):
        await world.instructor(email)
    await world.roster("Morning", "ines@example.org", "1001", "1002")
    await world.roster("Evening", "ines@example.org", "1001")
    await world.roster("Night", "kai@example.org", "1001")
    await world.roster("Weekend", "lou@example.org", "1002")
    return School(world, tmp_path)


async def test_a_credential_is_earned_with_its_last_required_exam(school: School) -> None:
    assert (await school.reports(f"{THEORY} pass 2026-03-01")).awarded == 0
    assert (await school.reports(f"{CENTERS} fail 2026-03-02")).awarded == 0
    assert (await school.reports(f"{CENTERS} submitted 2026-03-03")).awarded == 0
    assert await school.awards() == []
    assert (await school.reports(f"{CENTERS} pass 2026-03-04")).awarded == 1
    assert await school.awards() == [("M1-TBC", date(2026, 3, 4), None)]


async def test_passing_a_shared_theory_exam_last_earns_both_credentials(school: School) -> None:
    await school.reports(f"{CENTERS} pass 2026-03-01", f"{CHUCKING} pass 2026-05-01")
    assert (await school.reports(f"{THEORY} pass 2026-04-01")).awarded == 2
    assert sorted(await school.awards(), key=str) == [
        ("M1-TBC", date(2026, 4, 1), None),
        ("M1-TCH", date(2026, 5, 1), None),
    ]


async def test_measurement_materials_and_safety_needs_only_its_theory_exam(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    assert await school.awards() == [("M1-MMS", date(2026, 3, 1), None)]


async def test_passing_an_exam_a_second_time_earns_nothing(school: School) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    assert (await school.reports("M1-MMS-T pass 2026-06-01")).awarded == 0
    assert await school.awards() == [("M1-MMS", date(2026, 3, 1), None)]


async def test_an_earlier_pass_that_is_imported_later_moves_the_award_to_its_day(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-06-01")
    told, code = await school.told(), await school.code()
    assert (await school.reports("M1-MMS-T pass 2026-03-01")).awarded == 0
    assert await school.awards() == [("M1-MMS", date(2026, 3, 1), None)]
    assert (await school.told(), await school.code()) == (told, code)


async def test_each_award_has_a_different_code_that_can_be_read_back(school: School) -> None:
    await school.reports(*(f"{exam} pass 2026-03-01" for exam in (THEORY, CENTERS, CHUCKING)))
    codes = {str(row["code"]) for row in await school.world.rows("awards")}
    assert len(codes) == 2
    assert {read_code(code) for code in codes} == codes


async def test_the_candidate_and_each_of_their_instructors_are_notified_once_of_an_award(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-11-01")
    assert await school.told() == [
        ("1001", "award_earned"),
        ("ines@example.org", "student_award"),
        ("kai@example.org", "student_award"),
    ]
    [award] = await school.world.rows("awards")
    assert {row["award_id"] for row in await school.world.rows("notices")} == {award["id"]}


async def test_an_instructor_gets_no_student_notice_about_their_own_award(school: School) -> None:
    world = school.world
    roster = await world.add(
        "rosters", organisation_id=await world.organisation(), name="Own", folded="own"
    )
    for table in ("roster_candidates", "roster_instructors"):
        await world.add(table, roster_id=roster, person_id=world.ids["1001"])
    await school.reports("M1-MMS-T pass 2026-11-01")
    assert [kind for who, kind in await school.told() if who == "1001"] == ["award_earned"]


async def test_an_import_that_moves_an_award_to_an_earlier_day_says_so(
    school: School,
) -> None:
    said = "These results change the day of 1 credential that was awarded before."
    assert said not in (await school.reports("M1-MMS-T pass 2026-03-31")).notes
    assert said in (await school.reports("M1-MMS-T pass 2025-03-31")).notes
    assert await school.awards() == [("M1-MMS", date(2025, 3, 31), None)]
    assert said not in (await school.reports("M1-MMS-T pass 2025-03-31")).notes


async def test_a_void_revokes_the_award_that_is_based_on_its_result_and_says_why(
    school: School,
) -> None:
    await school.reports(f"{THEORY} pass 2026-03-01", f"{CENTERS} pass 2026-03-02")
    assert (await school.reports(f"{CENTERS} void 2026-03-02")).revoked == 1
    [award] = await school.world.rows("awards")
    assert (award["revoked_on"], award["revoked_by"]) == (TODAY, "void")
    assert award["revoked_because"] == (
        "the result of Turning I Between Centers: performance of 2026-03-02 was voided"
    )
    assert set(await school.told()) >= {
        ("1001", "award_revoked"),
        ("ines@example.org", "student_award_revoked"),
        ("kai@example.org", "student_award_revoked"),
    }


async def test_importing_a_void_again_revokes_nothing_and_notifies_nobody(school: School) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    await school.reports("M1-MMS-T void 2026-03-01")
    told = await school.told()
    assert (await school.reports("M1-MMS-T void 2026-03-01")).revoked == 0
    assert await school.told() == told


async def test_a_void_that_is_imported_before_its_result_cancels_the_result(
    school: School,
) -> None:
    await school.reports("M1-MMS-T void 2026-03-01")
    report = await school.reports("M1-MMS-T pass 2026-03-01")
    assert (report.taken, report.awarded) == (1, 0)
    assert (await school.awards(), await school.told()) == ([], [])


async def test_a_void_of_a_shared_theory_exam_revokes_both_credentials(school: School) -> None:
    await school.reports(*(f"{exam} pass 2026-03-01" for exam in (THEORY, CENTERS, CHUCKING)))
    assert (await school.reports(f"{THEORY} void 2026-03-01")).revoked == 2


async def test_a_void_of_one_of_two_passes_keeps_the_credential_with_the_later_day(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01", "M1-MMS-T pass 2026-06-01")
    assert (await school.reports("M1-MMS-T void 2026-03-01")).revoked == 0
    assert await school.awards() == [("M1-MMS", date(2026, 6, 1), None)]


async def test_a_credential_lost_by_a_void_is_earned_again_by_a_new_pass_with_a_new_code(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-11-01")
    await school.reports("M1-MMS-T void 2026-11-01")
    assert (await school.reports("M1-MMS-T pass 2026-11-03")).awarded == 1
    assert await school.awards() == [
        ("M1-MMS", date(2026, 11, 1), "void"),
        ("M1-MMS", date(2026, 11, 3), None),
    ]
    assert len({row["code"] for row in await school.world.rows("awards")}) == 2
    assert [kind for who, kind in await school.told() if who == "1001"].count("award_earned") == 2


async def test_a_void_revokes_nothing_if_another_pass_remains(school: School) -> None:
    """A void also does not revoke an award whose exams are not on record."""
    await school.world.award("1001", "M2-TBC")
    await school.reports("M1-MMS-T pass 2026-03-01")
    assert (await school.reports(f"{THEORY} void 2026-03-01")).revoked == 0


async def test_of_a_revocation_by_hand_the_candidate_and_the_instructor_are_notified(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-11-01")
    code = await school.code()
    assert await school.revokes(code, "issued in error") == Revoked(code, "M1-MMS")
    [award] = await school.world.rows("awards")
    assert (award["revoked_on"], award["revoked_because"]) == (TODAY, "issued in error")
    assert {kind for _, kind in await school.told()} == {
        "award_earned",
        "award_revoked",
        "student_award",
        "student_award_revoked",
    }


async def test_revoking_an_award_a_second_time_changes_nothing_and_reports_the_first_date(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    code = await school.code()
    await school.revokes(code, "issued in error")
    told = await school.told()
    school.world.clock.pass_by(days=3)
    assert await school.revokes(code, "again") == AlreadyRevoked(TODAY, "issued in error")
    assert await school.told() == told


async def test_revoking_a_code_that_is_not_on_record_changes_nothing(school: School) -> None:
    assert await school.revokes(new_code(), "no reason") == NoSuchAward()


async def test_a_credential_revoked_by_the_issuer_is_not_earned_again_by_any_result(
    school: School,
) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    await school.revokes(await school.code(), "issued in error")
    for rows in (
        ["M1-MMS-T pass 2026-03-01"],
        ["M1-MMS-T pass 2026-06-01"],
        # this import makes the bot work out all awards of the candidate again
        ["M1-MMS-T void 2026-03-01"],
        ["M1-MMS-T pass 2026-07-01"],
    ):
        report = await school.reports(*rows)
        assert (report.awarded, report.revoked) == (0, 0)
    assert await school.awards() == [("M1-MMS", date(2026, 3, 1), "issuer")]


async def test_of_two_people_who_revoke_an_award_at_once_one_learns_that_it_was_already_revoked(
    school: School, database_url: str
) -> None:
    await school.reports("M1-MMS-T pass 2026-03-01")
    code = await school.code()
    other = School(await open_world(database_url), Path())
    said = await asyncio.gather(school.revokes(code, "one"), other.revokes(code, "two"))
    await other.world.edgefinder.close()
    assert {type(each) for each in said} == {Revoked, AlreadyRevoked}
    [award] = await school.world.rows("awards")
    [already] = [each for each in said if isinstance(each, AlreadyRevoked)]
    assert already.because == award["revoked_because"]
