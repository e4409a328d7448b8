"""catalog, status and verify, as typed into a shell."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.sample.training_center import CANDIDATE, REVOKED_CANDIDATE
from tests.adapters.cli.conftest import Run

ROOT = Path(__file__).parents[3]


def test_the_help_option_has_exit_code_0(edgefinder: Run) -> None:
    with pytest.raises(SystemExit) as ended:
        edgefinder("--help")
    assert ended.value.code == 0


@pytest.mark.parametrize("command", ["demo", "chat", "import", "catalog", "verify", "db"])
def test_each_command_has_help(edgefinder: Run, command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        edgefinder(command, "--help")
    assert ended.value.code == 0


def test_help_imports_no_slow_module() -> None:
    program = (
        "import sys; from adapters.cli.parser import parser; parser().format_help(); "
        "print([name for name in ('sqlalchemy', 'rich', 'telegram', 'slack_bolt', 'fastapi', "
        "'asyncio', 'pydantic') if name in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.strip() == "[]"


def test_a_mistyped_command_is_answered_with_a_similar_command_name(edgefinder: Run) -> None:
    ran = edgefinder("statsu", "1001")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "edgefinder: 'statsu' is not known; did you mean 'status'?\n"


def test_a_missing_argument_is_reported_in_one_line(edgefinder: Run) -> None:
    ran = edgefinder("status")
    assert ran.code == 2
    assert ran.err.count("\n") == 1
    assert "CANDIDATE" in ran.err
    assert "edgefinder status --help" in ran.err


def test_the_whole_catalog_is_listed(edgefinder: Run) -> None:
    ran = edgefinder("catalog")
    assert ran.code == 0
    assert ran.out.count("(Level ") == 63
    assert "M1-MMS" in ran.out


def test_a_search_of_the_catalog_is_listed_as_json_on_request(edgefinder: Run) -> None:
    ran = edgefinder("catalog", "MMS", "--json")
    assert ran.code == 0
    assert ran.json["matches"][0] == {
        "code": "M1-MMS",
        "title": "Measurement, Materials & Safety",
        "area": "Machining",
        "level": "I",
        "evidence": "sourced",
        "score": 100.0,
        "exams": [{"code": "M1-MMS-T", "kind": "theory", "form": None}],
    }


def test_words_of_a_query_need_no_quotes(edgefinder: Run) -> None:
    matches = edgefinder("catalog", "surface", "grinding", "--json").json["matches"]
    assert matches[0]["code"] == "M1-GRD"
    scores = [match["score"] for match in matches]
    assert scores == sorted(scores, reverse=True)


def test_a_query_without_matches_has_exit_code_1(edgefinder: Run) -> None:
    ran = edgefinder("catalog", "underwater basket weaving", "--json")
    assert (ran.code, ran.json) == (1, {"matches": []})
    assert edgefinder("catalog", "underwater basket weaving").code == 1


def test_a_catalog_file_is_compared_with_the_shipped_catalog(
    edgefinder: Run, tmp_path: Path
) -> None:
    ours = ROOT / "core" / "catalog" / "data" / "credentials.toml"
    theirs = tmp_path / "theirs.toml"
    text = ours.read_text("utf-8")
    title = "Measurement, Materials & Safety"
    theirs.write_text(text.replace(f'title = "{title}"', 'title = "Measuring"', 1), "utf-8")
    ran = edgefinder("catalog", "check", str(theirs))
    assert ran.code == 0
    assert f"changed credential M1-MMS: title: {title} -> Measuring" in ran.out
    assert "is the same as the one shipped" in edgefinder("catalog", "check", str(ours)).out


def test_a_catalog_in_a_spreadsheet_is_compared_with_the_shipped_catalog(
    edgefinder: Run, tmp_path: Path
) -> None:
    ours = ROOT / "tests" / "core" / "catalog" / "credentials.csv"
    assert "is the same as the one shipped" in edgefinder("catalog", "check", str(ours)).out
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(ours.read_text("utf-8").replace("EDM Plunge", "EDM Sinking", 1), "utf-8")
    ran = edgefinder("catalog", "check", str(theirs))
    assert ran.code == 0
    assert "changed credential M2-EDP: title: EDM Plunge -> EDM Sinking" in ran.out


def test_a_catalog_in_a_spreadsheet_can_be_used(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(
        "code,title,former_titles,area,level,theory_exam,evidence,source\n"
        "M1-MMS,Measuring,Gauging,Machining,I,M1-MMS-T,sourced,our own list\n",
        "utf-8",
    )
    monkeypatch.setenv("EDGEFINDER_CATALOG", str(theirs))
    assert "Measuring (Machining, I, formerly Gauging)" in edgefinder("catalog", "gauging").out


def test_an_invalid_catalog_is_refused_naming_the_entry_and_key(
    edgefinder: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.toml"
    ours = (ROOT / "core" / "catalog" / "data" / "credentials.toml").read_text("utf-8")
    wrong.write_text(ours.replace('level = "I"', 'level = "one"', 1), "utf-8")
    for words in (("catalog", "check", str(wrong)), ("catalog",)):
        monkeypatch.setenv("EDGEFINDER_CATALOG", str(wrong))
        ran = edgefinder(*words)
        assert (ran.code, ran.out) == (2, "")
        assert "M1-MMS: level" in ran.err


def test_a_candidates_status_has_the_documented_fields(edgefinder: Run, sample: Path) -> None:
    document = edgefinder("status", CANDIDATE, "--json").json
    assert document["candidate"] == {"number": "1001", "name": "Noor Haddad"}
    assert "T" in document["as_of"]
    states = {each["code"]: each for each in document["credentials"]}
    assert states["M1-MMS"]["state"] == "earned"
    assert set(states["M1-MMS"]["award"]) == {"code", "issued_on", "status"}
    assert states["M1-TCH"] == {
        "code": "M1-TCH",
        "title": "Turning I (Chucking Skills)",
        "state": "in_progress",
        "exams": [
            {"code": "M1-TUR-T", "kind": "theory", "state": "passed", "attempts": 1},
            {"code": "M1-TCH-P", "kind": "performance", "state": "remaining", "attempts": 0},
        ],
        "remaining": ["M1-TCH-P"],
        "award": None,
    }
    locked = states["M1-CMO"]["exams"][0]
    assert (locked["state"], locked["attempts"]) == ("locked", 2)
    assert locked["until"] > document["as_of"][:10]


def test_credentials_not_started_are_listed_only_with_the_all_option(
    edgefinder: Run, sample: Path
) -> None:
    begun = edgefinder("status", CANDIDATE, "--json").json["credentials"]
    every = edgefinder("status", CANDIDATE, "--all", "--json").json["credentials"]
    assert "not_started" not in {each["state"] for each in begun}
    assert len({each["code"] for each in every}) == len(every) == 63


def test_a_status_is_readable_without_json(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("status", CANDIDATE)
    assert "Noor Haddad, candidate 1001" in ran.out
    assert "Turning I (Chucking Skills): 1 exam left" in ran.out
    assert "locked until " in ran.out


def test_an_unknown_candidate_is_an_input_error(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("status", "9999")
    assert (ran.code, ran.out) == (2, "")
    assert "no candidate has the number '9999'" in ran.err


@pytest.mark.parametrize("shown", ["{}", "https://verify.example.org/v/{}"])
def test_a_valid_code_or_link_has_exit_code_0(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str], shown: str
) -> None:
    code = code_of(CANDIDATE)
    ran = edgefinder("verify", shown.format(code), "--json")
    assert ran.code == 0
    verdict = ran.json
    assert set(verdict) == {
        "verdict", "code", "credential", "holder", "issued_on", "revoked_on", "reason", "as_of",
        "source", "checks",
    }  # fmt: skip
    assert (verdict["verdict"], verdict["code"]) == ("valid", code)
    assert verdict["holder"] == "Noor Haddad"
    assert verdict["credential"]["code"] == "M1-MMS"
    assert verdict["source"].startswith("records of Ridgeline Technical Center, results last ")


def test_several_codes_give_a_json_list_in_their_order(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str]
) -> None:
    mistyped = "EF-0000-0000-0000-1"
    revoked = next(
        each["award"]["code"]
        for each in edgefinder("status", REVOKED_CANDIDATE, "--json").json["credentials"]
        if each["award"] and each["award"]["status"] == "revoked"
    )
    ran = edgefinder("verify", mistyped, revoked, code_of(CANDIDATE), "--json")
    assert ran.code == 1
    assert [each["verdict"] for each in ran.json] == ["mistyped", "revoked", "valid"]
    assert "was voided" in ran.json[1]["reason"]


def test_more_codes_than_one_database_query_takes_are_all_verified(
    edgefinder: Run, sample: Path
) -> None:
    ran = edgefinder("verify", *["EF-0000-0000-0000-1"] * 45, "--json")
    assert (ran.code, len(ran.json)) == (1, 45)


def test_a_verdict_is_readable_without_json(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str]
) -> None:
    ran = edgefinder("verify", code_of(CANDIDATE))
    assert ran.out.startswith("valid: EF-")
    assert "held by Noor Haddad" in " ".join(ran.out.split())


def test_an_unreachable_database_is_reported_in_one_line_without_its_password(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql://edgefinder:hunter2@127.0.0.1:1/edgefinder"
    monkeypatch.setenv("EDGEFINDER_DATABASE_URL", url)
    ran = edgefinder("verify", "EF-0000-0000-0000-0")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert "EDGEFINDER_DATABASE_URL" in ran.err
    assert "hunter2" not in ran.err


def test_a_closed_output_pipe_causes_no_error() -> None:
    program = "from adapters.cli.main import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "catalog", "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as shown:
        assert shown.stdout is not None
        assert shown.stderr is not None
        shown.stdout.close()
        assert shown.stderr.read() == b""


def test_a_status_shows_what_a_goal_still_needs(edgefinder: Run, sample: None) -> None:
    ran = edgefinder("status", CANDIDATE, "--goal", "ccc-mfgt-140", "--json")
    goal = ran.json["goal"]
    assert ran.code == 0
    assert {"code", "title", "met", "fewest_exams", "path", "missing"} <= goal.keys()
    assert (goal["code"], goal["met"]) == ("ccc-mfgt-140", False)
    assert len(goal["path"]) == goal["fewest_exams"]
    told = edgefinder("status", CANDIDATE, "--goal", "ccc-mfgt-140").out
    assert "Credit for MFGT 140" in told
    assert "CNC Milling: Operator: 0 of 1" in told


def test_an_unknown_goal_is_reported_with_the_existing_ones(edgefinder: Run, sample: None) -> None:
    ran = edgefinder("status", CANDIDATE, "--goal", "nothing")
    assert ran.code == 2
    assert ran.err.startswith("edgefinder: no goal has the code 'nothing': there are nc-entry")
