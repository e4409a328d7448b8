"""people, rosters, chats and results, as typed into a shell."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run

BASE = Path(__file__).parents[2] / "cases" / "import" / "base.people.csv"
CLASSES = """\
roster,instructor_email,candidate_number
Machining I,ines@example.org,0042
Machining I,ines@example.org,4003
Machining II,otto@example.org,4002
"""
RESULTS = """\
candidate_number,exam,outcome,taken_on,score
0042,M1-MMS-T,pass,2026-11-20,88
4002,M1-MMS-T,fail,2026-11-20,52
"""


@pytest.fixture
def north(edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Import North Tech with two classes. Candidate 0042 has a credential and 4002 has none."""
    database = tmp_path / "north.db"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{database}")
    for kind, text in (
        ("people", BASE.read_text("utf-8")),
        ("rosters", CLASSES),
        ("results", RESULTS),
    ):
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, "utf-8")
        assert edgefinder("import", kind, str(file)).code == 0
    return database


def link(database: Path, number: str, chat: int) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO chat_identities"
            " (id, platform, external_id, address, person_id, linked_at)"
            " SELECT ?, 'telegram', ?, ?, id, '2026-11-01 09:00:00' FROM people WHERE number = ?",
            (chat, str(chat), str(chat), number),
        )


def test_people_are_listed_found_without_accents_and_shown(edgefinder: Run, north: Path) -> None:
    everybody = edgefinder("people", "list").out.splitlines()
    assert len(everybody) == 9
    assert everybody[0] == "Ben Achterberg, 4002: candidate at North Tech"
    assert edgefinder("people", "list", "pópescu").out.startswith("Ana Popescu, 0042")
    assert len(edgefinder("people", "list", "--organization", "South Tech", "--json").json) == 2
    nobody = edgefinder("people", "list", "zzz")
    assert (nobody.code, nobody.out) == (1, "Nobody on record matches that.\n")
    shown = edgefinder("people", "show", "0042")
    assert "Machining I" in shown.out
    assert edgefinder("people", "show", "0042", "--json").json["number"] == "0042"


def test_an_unknown_person_is_reported_with_what_to_type(edgefinder: Run, north: Path) -> None:
    for words in (
        ("people", "show", "9999"),
        ("people", "renumber", "9999", "1"),
        ("people", "end", "9999"),
        ("people", "merge", "9999", "0042"),
        ("chats", "list", "9999"),
        ("chats", "unlink", "9999"),
    ):
        ran = edgefinder(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "nobody is known as '9999': give a candidate's number" in ran.err


def test_a_teacher_keeps_their_classes_if_their_address_is_changed_or_merged(
    edgefinder: Run, north: Path
) -> None:
    ran = edgefinder("people", "move", "--email", "ines@example.org", "Ines.Lee@example.org")
    assert ran.out == "Ines Moreau has the address ines.lee@example.org now.\n"
    assert "Machining I" in edgefinder("people", "show", "ines.lee@example.org").out
    taken = edgefinder("people", "move", "--email", "otto@example.org", "ines.lee@example.org")
    assert taken.code == 2
    advice = "edgefinder people merge ines.lee@example.org otto@example.org"
    assert advice in taken.err
    asked = edgefinder(*advice.split()[1:])
    assert (asked.code, asked.out) == (2, "")
    assert "different names" in asked.err
    assert "add --accept" in asked.err
    assert "Otto Brandt" in edgefinder("people", "show", "otto@example.org").out
    merged = edgefinder(*advice.split()[1:], "--accept")
    assert merged.out.startswith("Otto Brandt is one person with Ines Moreau now")
    assert "Machining II" in edgefinder("people", "show", "ines.lee@example.org").out
    for words in (("--email", "a@example.org"), ("0042",), ("--email", "a@example.org", "b")):
        assert edgefinder("people", "move", *words).code == 2


def test_a_candidate_can_be_moved_to_another_organization(edgefinder: Run, north: Path) -> None:
    ran = edgefinder("people", "move", "0042", "--organization", "South Tech")
    assert ran.out == "Ana Popescu is at South Tech now, and left where they were.\n"
    assert "candidate at South Tech" in edgefinder("people", "list", "popescu").out
    assert "0042" not in edgefinder("rosters", "show", "Machining I").out


def test_a_candidates_number_can_be_changed_to_one_that_nobody_has(
    edgefinder: Run, north: Path
) -> None:
    assert edgefinder("people", "renumber", "4002", "4902").out == (
        "Ben Achterberg has the number 4902 now.\n"
    )
    assert edgefinder("status", "4902").code == 0
    taken = edgefinder("people", "renumber", "4902", "0042")
    assert (taken.code, "0042 is already Ana Popescu there" in taken.err) == (2, True)
    assert edgefinder("people", "renumber", "4902", "a@b").code == 2


def test_merging_two_records_keeps_both_numbers(edgefinder: Run, north: Path) -> None:
    ran = edgefinder("people", "merge", "0042", "4003", "--accept")
    assert ran.out == "Cleo Marsh is one person with Ana Popescu now: 0 credentials moved.\n"
    assert "Ana Popescu" in edgefinder("status", "4003").out
    again = edgefinder("people", "merge", "0042", "4003")
    assert (again.code, "are already one person" in again.err) == (2, True)


def test_people_who_left_are_removed_from_the_rosters(edgefinder: Run, north: Path) -> None:
    off = edgefinder("people", "end", "0042", "--roster", "Machining I")
    assert off.out == "Ended: 1 roster place.\n"
    assert "Ana" not in edgefinder("rosters", "show", "Machining I").out
    gone = edgefinder("people", "end", "ines@example.org")
    assert gone.out == "Ended: 1 role.\n"
    assert edgefinder("people", "list", "moreau").out == "Ines Moreau, ines@example.org: left\n"
    again = edgefinder("people", "end", "ines@example.org")
    assert (again.code, again.out) == (1, "Nothing to do: they have no such role or place.\n")
    assert edgefinder("status", "0042").code == 0, "the candidate stays on record"


def test_classes_are_listed_shown_and_closed(edgefinder: Run, north: Path) -> None:
    listed = edgefinder("rosters", "list").out
    assert "Machining I, North Tech, Ines Moreau: 2 candidates" in listed
    assert [each["candidates"] for each in edgefinder("rosters", "list", "--json").json] == [2, 1]
    assert "  Ana Popescu, 0042" in edgefinder("rosters", "show", "machining  i").out
    number = (
        edgefinder("rosters", "list")
        .out.partition("Machining I, North Tech")[0]
        .split("#")[-1]
        .strip()
    )
    assert "  Ana Popescu, 0042" in edgefinder("rosters", "show", number).out
    closed = edgefinder("rosters", "remove", "Machining II")
    assert closed.out.startswith("Closed Machining II, ")
    assert closed.out.endswith("its candidates stay on record.\n")
    missing = edgefinder("rosters", "remove", "Machining II")
    assert (missing.code, missing.out) == (2, "")
    advice = "edgefinder rosters list"
    assert advice in missing.err
    assert "Machining II" not in edgefinder(*advice.split()[1:]).out
    assert edgefinder("status", "4002").code == 0


def test_a_lost_phone_can_be_unlinked(edgefinder: Run, north: Path) -> None:
    nothing = edgefinder("chats", "list", "0042")
    assert nothing.code == 1
    assert "edgefinder invite PERSON" in nothing.out
    assert edgefinder("invite", "0042").code == 0
    link(north, "0042", 7)
    link(north, "0042", 8)
    assert edgefinder("chats", "list", "0042").out == (
        "7  Telegram, since 2026-11-01\n8  Telegram, since 2026-11-01\n"
    )
    assert edgefinder("chats", "unlink", "0042", "--chat", "7").out == "Unlinked 1 chat.\n"
    assert edgefinder("chats", "unlink", "0042", "--chat", "7").code == 1
    assert edgefinder("chats", "unlink", "0042").out == "Unlinked 1 chat.\n"


def test_a_new_invitation_can_end_earlier_chats(edgefinder: Run, north: Path) -> None:
    link(north, "0042", 7)
    ran = edgefinder("invite", "0042", "--end-chats")
    assert ran.out.startswith("Unlinked 1 chat.\nAna Popescu  ")
    assert edgefinder("chats", "list", "0042").code == 1


def test_correcting_a_result_updates_the_award(edgefinder: Run, north: Path) -> None:
    ran = edgefinder(
        "results", "correct", "4002", "M1-MMS-T", "2026-11-20", "--outcome", "pass", "--score", "82"
    )
    assert ran.out == "Corrected: M1-MMS-T of Ben Achterberg.\n1 credential awarded\n"
    assert "Measurement, Materials & Safety" in edgefinder("status", "4002").out.split("Earned")[1]
    same = edgefinder("results", "correct", "4002", "M1-MMS-T", "2026-11-20", "--score", "82")
    assert (same.code, same.out) == (1, "Nothing to do: it is already recorded like that.\n")
    back = edgefinder("results", "correct", "4002", "M1-MMS-T", "2026-11-20", "--outcome", "fail")
    assert back.out.endswith("1 credential revoked\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("0042", "M1-MMS-T", "2026-11-20"), "give the right value: --outcome, --score"),
        (("0042", "M1-MMS-T", "2026-11-20", "--score", "880"), "--score takes 0 to 100"),
        (("9999", "M1-MMS-T", "2026-11-20", "--score", "8"), "no candidate has the number '9999'"),
        (("0042", "M9", "2026-11-20", "--score", "8"), "see the exams with 'edgefinder catalog'"),
        (("0042", "M1-MMS-T", "11/20", "--score", "8"), "'11/20' is not a date: write 2026-03-31"),
        (("0042", "M1-MMS-T", "2026-11-21", "--score", "8"), "2026-11-2"),
    ],
)
def test_an_impossible_correction_is_reported(
    edgefinder: Run, north: Path, words: tuple[str, ...], said: str
) -> None:
    ran = edgefinder("results", "correct", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_the_kind_of_purchase_is_imported_exported_set_and_shown(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plans.csv"
    file.write_text(
        "candidate_number,given_name,family_name,role,organisation,retake_plan\n"
        "0042,Ana,Popescu,candidate,North Tech,Subscription\n"
        "4002,Ben,Achterberg,candidate,North Tech,test pass\n"
        "4003,Cleo,Marsh,candidate,North Tech,coupon\n",
        "utf-8",
    )
    ran = edgefinder("import", "people", str(file))
    assert "'coupon' is not known: write subscription, test_pass or unknown" in ran.out + ran.err
    assert edgefinder("people", "show", "0042", "--json").json["retake_plan"] == "subscription"
    assert "tests by test pass, one retake and no wait" in edgefinder("people", "show", "4002").out
    assert edgefinder("export", "people", str(tmp_path / "out.csv")).code == 0
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert "0042,Ana,Popescu,,candidate,North Tech,,,,subscription" in text
    again = edgefinder("import", "people", str(tmp_path / "out.csv"), "--json")
    assert (again.code, again.json["taken"]) == (0, 0)
    ran = edgefinder("people", "retakes", "unknown", "0042")
    assert ran.out.startswith("Changed for 1 candidate: unknown how tests were bought")
    ran = edgefinder("people", "retakes", "subscription", "--organization", "North Tech")
    assert ran.out.startswith("Changed for ")
    assert edgefinder("people", "show", "4003", "--json").json["retake_plan"] == "subscription"
    ran = edgefinder("people", "retakes", "subscription")
    assert (ran.code, ran.err) == (
        2,
        "edgefinder: say for whom: a candidate's number, or --organisation NAME\n",
    )
    ran = edgefinder("people", "retakes", "subscription", "ines@example.org")
    assert "Ines Moreau is staff and takes no exams" in ran.err
