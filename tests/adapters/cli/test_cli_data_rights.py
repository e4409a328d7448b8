"""people forget, data and minor, and db prune, as typed into a shell."""

import json
import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run
from tests.adapters.cli.test_cli_people import link, north

__all__ = ["north"]


def asked(database: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def code_of_0042(database: Path) -> str:
    [(code,)] = asked(database, "SELECT code FROM awards")
    return str(code)


def test_forget_without_confirmation_says_what_it_would_delete_and_deletes_nothing(
    edgefinder: Run, north: Path
) -> None:
    ran = edgefinder("people", "forget", "0042")
    assert ran.code == 1
    assert "This would delete everything about Ana Popescu:" in ran.out
    assert "stays: 1 code, answering 'withdrawn' and naming nobody" in ran.out
    assert "Nothing was deleted" in ran.out
    assert edgefinder("people", "show", "0042").code == 0


def test_an_administrator_deletes_a_person_and_their_chats_are_notified(
    edgefinder: Run, north: Path
) -> None:
    link(north, "0042", 500)
    code = code_of_0042(north)
    ran = edgefinder("people", "forget", "0042", "--yes")
    assert (ran.code, ran.out.splitlines()[0]) == (
        0,
        "Deleted everything about Ana Popescu, and told 1 chat.",
    )
    verdict = edgefinder("verify", code, "--json")
    assert verdict.code == 1
    assert (verdict.json["verdict"], verdict.json["holder"]) == ("withdrawn", None)
    assert edgefinder("people", "show", "0042").code == 2
    [(_kind, person)] = asked(
        north, "SELECT kind, person_id FROM notices WHERE kind = 'forgotten' AND state = 'due'"
    )
    assert person is None


@pytest.mark.parametrize("opened", [True, False])
def test_the_codes_of_a_forgotten_minor_are_withdrawn_too(
    edgefinder: Run, north: Path, *, opened: bool
) -> None:
    code = code_of_0042(north)
    edgefinder("people", "minor", "0042", "--yes")
    if opened:
        edgefinder("people", "minor", "0042", "--open-by", "guardian")
    edgefinder("people", "forget", "0042", "--yes")
    verdict = edgefinder("verify", code, "--json").json
    assert (verdict["verdict"], verdict["holder"]) == ("withdrawn", None)


def test_a_persons_data_is_exported_as_json_or_pdf(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    found = edgefinder("people", "data", "0042").json
    assert found["person"][0]["given_name"] == "Ana"
    file = tmp_path / "ana.pdf"
    ran = edgefinder("people", "data", "0042", "--pdf", str(file), "--language", "es")
    assert ran.out == f"Wrote everything about Ana Popescu to {file}.\n"
    assert file.read_bytes().startswith(b"%PDF-")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_minors_code_is_unknown_to_others_until_the_guardian_or_center_opens_it(
    edgefinder: Run, north: Path
) -> None:
    code = code_of_0042(north)
    for words, verdict, said in (
        (("--yes",), "unknown", "their codes and links show nothing to anybody"),
        (("--open-by", "guardian"), "valid", "their guardian opened their codes and links"),
        (("--close",), "unknown", "show nothing to anybody"),
        (("--open-by", "center"), "valid", "the center opened"),
        (("--no",), "valid", "is not recorded as a minor"),
    ):
        assert said in edgefinder("people", "minor", "0042", *words).out
        assert edgefinder("verify", code, "--json").json["verdict"] == verdict
    refused = edgefinder("people", "minor", "0042", "--close")
    assert refused.code == 2
    assert "'people minor 0042 --yes' records it" in refused.err


def test_minors_are_imported_and_exported(edgefinder: Run, north: Path, tmp_path: Path) -> None:
    file = tmp_path / "minors.csv"
    file.write_text(
        "candidate_number,given_name,family_name,role,organisation,minor\n"
        "0042,Ana,Popescu,candidate,North Tech,sí\n"
        "4002,Ben,Achterberg,candidate,North Tech,perhaps\n",
        "utf-8",
    )
    ran = edgefinder("import", "people", str(file), "--rejects", str(tmp_path / "rejects.csv"))
    assert ran.code == 3
    assert "write yes or no" in (tmp_path / "rejects.csv").read_text("utf-8")
    assert edgefinder("verify", code_of_0042(north), "--json").json["verdict"] == "unknown"
    out = tmp_path / "people.csv"
    assert edgefinder("export", "people", str(out)).code == 0
    rows = out.read_text("utf-8").splitlines()
    assert rows[0].endswith(",minor")
    assert [row.split(",")[0] for row in rows if row.endswith(",yes")] == ["0042"]


def test_data_older_than_its_retention_period_is_deleted(
    edgefinder: Run, north: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert edgefinder("db", "prune").out == "No data is past its retention period.\n"
    edgefinder("invite", "0042")
    with closing(sqlite3.connect(north)) as connection, connection:
        connection.execute("UPDATE invitations SET expires_at = '2020-01-01T00:00:00.000000+00:00'")
    dry = edgefinder("db", "prune", "--dry-run", "--json").json
    assert (dry["old"]["invitations"], dry["deleted"]) == (1, {})
    monkeypatch.setenv("EDGEFINDER_KEEP_INVITATIONS", "36500")
    assert edgefinder("db", "prune").out == "No data is past its retention period.\n"
    monkeypatch.delenv("EDGEFINDER_KEEP_INVITATIONS")
    assert edgefinder("db", "prune").out == "1 invitations that were used or have expired\n"
    assert asked(north, "SELECT count(*) FROM invitations") == [(0,)]


def test_old_backups_are_deleted_and_nothing_else_in_their_folder(
    edgefinder: Run, north: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    for name in ("old.db", "new.db"):
        assert edgefinder("db", "backup", str(folder / name)).code == 0
    (folder / "letter.txt").write_text("keep me", "utf-8")
    long_ago = time.time() - 40 * 86_400
    for name in ("old.db", "letter.txt"):
        os.utime(folder / name, (long_ago, long_ago))
    dry = edgefinder("db", "prune", "--backups", str(folder), "--dry-run")
    assert dry.out.startswith("1 backups\n")
    assert edgefinder("db", "prune", "--backups", str(folder)).out == "1 backups\n"
    assert sorted(each.name for each in folder.iterdir()) == ["letter.txt", "new.db"]
    refused = edgefinder("db", "prune", "--backups", str(folder / "nowhere"))
    assert (refused.code, refused.err) == (2, f"edgefinder: {folder / 'nowhere'} is not a folder\n")


def test_an_invalid_retention_period_is_refused_with_the_settings_name(
    edgefinder: Run, north: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDGEFINDER_KEEP_NOTICES", "soon")
    refused = edgefinder("db", "prune")
    assert refused.code == 2
    assert "EDGEFINDER_KEEP_NOTICES is not a whole number" in refused.err
    assert json.loads(edgefinder("people", "data", "0042").out or "{}") == {}
