"""import, revoke, invite, db and doctor, as typed into a shell."""

import csv
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sample.training_center import CANDIDATE, INSTRUCTOR
from tests.adapters.cli.conftest import Run

ROOT = Path(__file__).parents[3]
HEADER = "candidate_number,exam,outcome,taken_on\n"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Write a file with two valid and two invalid results.

    The first result completes a credential.
    """
    file = tmp_path / "results.csv"
    file.write_text(
        f"{HEADER}1001,M1-TCH-P,pass,2026-01-05\n"
        "1001,M1-TCH-Q,pass,2026-01-05\n"
        "9999,M1-MMS-T,pass,2026-01-05\n"
        "1024,M1-MMS-T,fail,01/06/2026\n",
        "utf-8",
    )
    return file


def test_an_import_reports_its_counts_and_a_reason_for_each_rejected_row(
    edgefinder: Run, sample: Path, results: Path
) -> None:
    ran = edgefinder("import", "results", str(results), "--json")
    assert ran.code == 3
    assert ran.json == {
        "read": 4, "taken": 2, "unchanged": 0, "rejected": 2, "awarded": 1, "revoked": 0,
    }  # fmt: skip
    rejects = results.with_name("results.rejects.csv")
    assert str(rejects) in ran.err
    rows = list(csv.DictReader(rejects.read_text("utf-8").splitlines()))
    assert [(row["row"], row["column"]) for row in rows] == [
        ("3", "exam"),
        ("4", "candidate_number"),
    ]
    assert "M1-TCH-P" in rows[0]["reason"]
    again = edgefinder("import", "results", str(results), "--json")
    assert again.json["taken"] == again.json["awarded"] == 0


def test_rejected_rows_are_written_to_the_given_file(
    edgefinder: Run, sample: Path, results: Path, tmp_path: Path
) -> None:
    ran = edgefinder("import", "results", str(results), "--rejects", str(tmp_path / "no.csv"))
    assert ran.code == 3
    assert "4 rows read, 2 taken, 0 unchanged, 2 rejected\n1 credential awarded" in ran.out
    assert (tmp_path / "no.csv").read_text("utf-8").startswith("row,column,reason,candidate_number")


def test_a_dry_run_writes_nothing(edgefinder: Run, sample: Path, results: Path) -> None:
    before = sample.read_bytes()
    ran = edgefinder("import", "results", str(results), "--dry-run", "--json")
    assert ran.json["awarded"] == 1
    assert sample.read_bytes() == before
    assert (
        "M1-TCH-P" in edgefinder("status", CANDIDATE, "--json").json["credentials"][3]["remaining"]
    )
    before = sample.read_bytes()  # `status` has written an audit entry
    assert "nothing was written" in edgefinder("import", "results", str(results), "--dry-run").out
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("missing.csv", None, "missing.csv"),
        ("empty.csv", b"", "empty.csv"),
        ("other.csv", b"a,b\n1,2\n", "candidate_number"),
        ("broken.xlsx", b"PK\x03\x04 not a workbook", "broken.xlsx"),
    ],
)
def test_an_unreadable_file_is_refused_in_one_line(
    edgefinder: Run, sample: Path, tmp_path: Path, name: str, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    ran = edgefinder("import", "results", str(tmp_path / name))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert said in ran.err


def test_an_unknown_kind_of_import_is_answered_with_a_similar_kind(edgefinder: Run) -> None:
    ran = edgefinder("import", "result", "x.csv")
    assert ran.code == 2
    assert "did you mean 'results'?" in ran.err


def test_revoking_a_credential_records_the_reason(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str]
) -> None:
    code = code_of(CANDIDATE)
    assert edgefinder("revoke", code.lower(), "--reason", "issued in error").code == 0
    verdict = edgefinder("verify", code, "--json")
    assert verdict.code == 1
    assert (verdict.json["verdict"], verdict.json["reason"]) == ("revoked", "issued in error")
    again = edgefinder("revoke", code, "--reason", "another one")
    assert again.code == 2
    assert ": issued in error" in again.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("EF-0000-0000-0000-0", "--reason", "x"), "is not in our records"),
        (("EF-0000-0000-0000-1", "--reason", "x"), "cannot be a code"),
        (("EF-0000-0000-0000-0", "--reason", "  "), "--reason takes"),
        (("EF-0000-0000-0000-0",), "--reason"),
    ],
)
def test_a_revocation_that_is_impossible_is_reported(
    edgefinder: Run, sample: Path, words: tuple[str, ...], said: str
) -> None:
    ran = edgefinder("revoke", *words)
    assert ran.code == 2
    assert said in ran.err


def test_an_invitation_code_is_printed_once_and_not_stored(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("invite", CANDIDATE)
    name, invitation, number = (word.strip() for word in ran.out.splitlines()[0].split("  "))
    assert (name, number) == ("Noor Haddad", CANDIDATE)
    with closing(sqlite3.connect(sample)) as connection:
        dump = "\n".join(connection.iterdump())
    assert invitation not in dump
    assert invitation.replace("-", "") not in dump


def test_staff_get_a_second_code_printed_separately(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("invite", INSTRUCTOR)
    first, apart = ran.out.split("Second codes")
    [code] = re.findall(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", first)
    [second] = re.findall(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", apart)
    assert code != second
    assert "Second codes" not in edgefinder("invite", CANDIDATE).out


def test_a_whole_roster_can_be_invited(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("invite", "--roster", "machining i,  mornings", "--days", "3")
    assert ran.code == 0
    assert len(ran.out.split("\n\n")[0].splitlines()) == 24


def test_earlier_invitation_codes_stay_valid_without_the_replace_option(
    edgefinder: Run, sample: Path
) -> None:
    assert "earlier" not in edgefinder("invite", CANDIDATE).out
    again = edgefinder("invite", CANDIDATE).out
    assert (
        "Still good: 1 earlier unused code of Noor Haddad. To end earlier codes, use --replace"
        in again
    )
    replaced = edgefinder("invite", CANDIDATE, "--replace").out
    assert "Replaced 2 earlier unused codes of Noor Haddad: they no longer work." in replaced
    assert "earlier" in edgefinder("invite", CANDIDATE).out


def test_an_invitation_expires_at_a_time_in_the_centers_zone(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_TIME_ZONE", "America/Chicago")
    assert re.search(
        r"until \d{4}-\d\d-\d\d \d\d:\d\d America/Chicago: say", edgefinder("invite", CANDIDATE).out
    )


@pytest.mark.parametrize(
    "words",
    [("9999",), ("--roster", "no such roster"), (), (CANDIDATE, "--roster", "x")],
)
def test_an_unclear_or_unknown_recipient_is_not_invited(
    edgefinder: Run, sample: Path, words: tuple[str, ...]
) -> None:
    ran = edgefinder("invite", *words)
    assert (ran.code, ran.out) == (2, "")


def test_an_invitation_for_a_number_of_days_out_of_range_is_refused(
    edgefinder: Run, sample: Path
) -> None:
    assert "--days takes 1 to 365" in edgefinder("invite", CANDIDATE, "--days", "0").err
    assert edgefinder("invite", CANDIDATE, "--days", "many").code == 2


def test_a_backup_answers_like_the_database(
    edgefinder: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = edgefinder("status", CANDIDATE, "--json").json["credentials"]
    copy = tmp_path / "copy.db"
    assert edgefinder("db", "backup", str(copy)).code == 0
    assert copy.stat().st_mode & 0o077 == 0
    refused = edgefinder("db", "backup", str(copy))
    assert (refused.code, "already exists" in refused.err) == (2, True)
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", f"sqlite:///{copy}")
    assert edgefinder("status", CANDIDATE, "--json").json["credentials"] == before
    assert not list(tmp_path.glob(".copy.db*"))


def test_a_database_of_an_older_version_can_be_backed_up(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    assert edgefinder("status", CANDIDATE).code == 2
    assert edgefinder("db", "backup", str(tmp_path / "copy.db")).code == 0


def test_a_missing_database_is_not_backed_up(edgefinder: Run, tmp_path: Path) -> None:
    ran = edgefinder("db", "backup", str(tmp_path / "copy.db"))
    assert (ran.code, "nothing to back up" in ran.err) == (2, True)
    assert not (tmp_path / "copy.db").exists()


def test_the_database_is_upgraded_and_checked(edgefinder: Run, bare_database_url: str) -> None:
    monkey = pytest.MonkeyPatch()
    with monkey.context() as environment:
        environment.setenv("EDGEFINDER_DATABASE_URL", bare_database_url)
        assert "is ready" in edgefinder("db", "init").out
        assert "Nothing to do" in edgefinder("db", "upgrade").out
        ran = edgefinder("db", "check")
        assert ran.code == 0
        assert "is sound" in ran.out


def test_a_damaged_database_is_detected(edgefinder: Run, sample: Path) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        connection.execute("DROP INDEX IF EXISTS results_by_candidate")
        connection.execute("ALTER TABLE people DROP COLUMN notices_on")
        connection.commit()
    ran = edgefinder("db", "check")
    assert ran.code == 1
    assert "notices_on" in ran.out


def test_the_doctor_finds_no_problem_on_a_new_machine(edgefinder: Run) -> None:
    ran = edgefinder("doctor")
    assert ran.code == 0
    assert "✗" not in ran.out
    assert "edgefinder import people FILE" in ran.out


def test_the_doctor_lists_undeliverable_notices_and_they_can_be_retried(
    edgefinder: Run, sample: Path
) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        connection.execute(
            "UPDATE notices SET state = 'undeliverable', platform = 'slack', reason = 'archived',"
            " settled_at = strftime('%Y-%m-%dT%H:%M:%f000+00:00') WHERE id <= 3"
        )
        connection.commit()
    told = edgefinder("doctor").out
    assert "○ undeliverable on slack: 3 of them, since 20" in told
    assert "archived; once that is fixed, run 'edgefinder notices retry'" in told
    again = edgefinder("notices", "retry")
    assert again.out == "3 notices will be sent again while 'edgefinder serve' runs.\n"
    assert "undeliverable" not in edgefinder("doctor").out
    assert edgefinder("notices", "retry").out.startswith("Nothing to do")


def test_the_doctor_stops_counting_pending_notices_at_a_limit(
    edgefinder: Run, sample: Path
) -> None:
    with closing(sqlite3.connect(sample)) as connection:
        connection.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10002)"
            " INSERT INTO notices (dedupe_key, kind, person_id, created_at, not_before)"
            " SELECT 'more' || i, 'nudge', (SELECT min(id) FROM people), '2026', '2026' FROM n"
        )
        connection.commit()
    told = edgefinder("doctor").out
    assert "✓ notices: due more than 10,000, waiting for a chat to be linked " in told


def test_the_doctor_names_each_problem_and_its_fix(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_HTTP_PROT", "80")
    monkeypatch.setenv("EDGEFINDER_SLACK_BOT_TOKEN", "xoxb-secret")
    ran = edgefinder("doctor")
    assert ran.code == 1
    assert "do you mean EDGEFINDER_HTTP_PORT?" in ran.out
    assert "✗ slack: has a bot token but no way in" in ran.out
    assert "people 54, results 262" in ran.out
    assert "secret" not in ran.out


def test_an_invalid_setting_is_reported_without_its_value(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_TELEGRAM_TOKEN", "hunter2")
    ran = edgefinder("status", "1001")
    assert ran.code == 2
    assert "EDGEFINDER_TELEGRAM_TOKEN is not a Telegram bot token" in ran.err
    assert "hunter2" not in ran.err
    assert "✗ EDGEFINDER_TELEGRAM_TOKEN" in edgefinder("doctor").out


def test_invalid_settings_in_the_env_file_are_reported(
    edgefinder: Run, sample: Path, tmp_path: Path
) -> None:
    Path(".env").write_text("EDGEFINDER_HTTP_PORT=lots\n", "utf-8")
    assert "EDGEFINDER_HTTP_PORT is not a whole number" in edgefinder("status", CANDIDATE).err
    Path(".env").write_bytes(b"\xff\xfe\x00")
    assert "save it as UTF-8" in edgefinder("status", CANDIDATE).err


_SERVE = """
import atexit, sys
from adapters.cli.main import main
atexit.register(lambda: print([name for name in ("telegram", "slack_bolt") if name in sys.modules]))
main()
"""


def test_serve_explains_why_it_cannot_start_without_loading_a_platform() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", _SERVE, "serve"],
        env={**os.environ, "PYTHONPATH": str(ROOT), "EDGEFINDER_SLACK_BOT_TOKEN": "xoxb-1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert "no way in" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr
    assert ran.stdout == "[]\n"


def test_the_doctor_does_not_read_standard_input(edgefinder: Run, sample: Path) -> None:
    sys.stdin.close()
    assert edgefinder("doctor").code == 0


def test_the_doctor_lists_settings_missing_for_installation_by_workspaces(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_SLACK_CLIENT_ID", "1111.2222")
    monkeypatch.setenv("EDGEFINDER_SLACK_CLIENT_SECRET", "example-secret")
    missing = edgefinder("doctor")
    assert missing.code == 1
    assert (
        "set too EDGEFINDER_SLACK_TOKEN_KEY and EDGEFINDER_SLACK_SIGNING_SECRET and "
        "EDGEFINDER_PUBLIC_URL"
    ) in missing.out
    monkeypatch.setenv("EDGEFINDER_SLACK_TOKEN_KEY", "not a key")
    assert "EDGEFINDER_SLACK_TOKEN_KEY is not a key: make one" in edgefinder("doctor").out

    monkeypatch.setenv("EDGEFINDER_SLACK_TOKEN_KEY", edgefinder("slack", "key").out.strip())
    monkeypatch.setenv("EDGEFINDER_SLACK_SIGNING_SECRET", "example-signing-secret")
    monkeypatch.setenv("EDGEFINDER_PUBLIC_URL", "https://verify.example.org")
    whole = edgefinder("doctor")
    assert "workspaces install it at https://verify.example.org/slack/install" in whole.out
    monkeypatch.setenv("EDGEFINDER_SLACK_BOT_TOKEN", "xoxb-1")
    assert "unset EDGEFINDER_SLACK_BOT_TOKEN" in edgefinder("doctor").out
