"""The fast path of `verify`: it reads SQLite directly.

Its answers equal those of the full program.
"""

import json
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.cli import verify_command
from core.awards.codes import new_code
from core.storage.column_keys import ColumnKeys
from core.storage.revision_names import known_revisions
from core.verification.shell_lookup import ShellLookup
from tests.adapters.cli.conftest import Ran, Run

ROOT = Path(__file__).parents[3]
_MOMENT = re.compile(r"(?:\w+ \d+, \d{4} at|\d{4}-\d\d-\d\d[T ])\s*\d\d:\d\d(?::\d\d\+00:00)?")

Both = Callable[..., tuple[Ran, Ran]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that collects each database that the fast path reads."""
    urls: list[str] = []
    ordinary = ShellLookup.opened

    def noted(url: str, *words: Any) -> Any:
        urls.append(url)
        return ordinary(url, *words)

    monkeypatch.setattr(ShellLookup, "opened", noted)
    return urls


@pytest.fixture
def both(edgefinder: Run, monkeypatch: pytest.MonkeyPatch) -> Both:
    """Return a function that verifies twice: by the fast path if possible, and without it."""

    def ran(*words: str) -> tuple[Ran, Ran]:
        quick = edgefinder("verify", *words)
        with monkeypatch.context() as patched:
            patched.setattr(verify_command, "_quickly", lambda *_: None)
            return quick, edgefinder("verify", *words)

    return ran


@pytest.fixture
def codes(sample: Path) -> dict[str, str]:
    """Return a code of each kind in the sample center, by kind."""
    found = _rows(sample, "SELECT code FROM awards WHERE revoked_on IS NULL LIMIT 2")
    [(revoked,), *_] = _rows(sample, "SELECT code FROM awards WHERE revoked_on IS NOT NULL")
    (valid,), (withdrawn,) = found
    change = "UPDATE awards SET withdrawn_at = '2026-01-02T03:04:05+00:00' WHERE code = ?"
    with sqlite3.connect(sample) as connection:
        connection.execute(change, (withdrawn,))
    connection.close()
    unknown = new_code()
    wrong = unknown[:-1] + ("0" if unknown[-1] != "0" else "1")
    return {
        "valid": valid,
        "revoked": revoked,
        "withdrawn": withdrawn,
        "unknown": unknown,
        "mistyped": wrong,
    }


def _rows(file: Path, sql: str) -> list[Any]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute(sql).fetchall()
    connection.close()
    return rows


def _same(quick: Ran, ordinary: Ran) -> None:
    assert (quick.code, quick.err) == (ordinary.code, ordinary.err)
    assert _MOMENT.sub("NOW", quick.out) == _MOMENT.sub("NOW", ordinary.out)


@pytest.mark.parametrize("more", [(), ("--json",)])
@pytest.mark.parametrize("kind", ["valid", "revoked", "withdrawn", "unknown", "mistyped"])
def test_a_code_gets_the_same_answer_on_the_fast_path(
    both: Both, codes: dict[str, str], opened: list[str], kind: str, more: Sequence[str]
) -> None:
    quick, ordinary = both(codes[kind], *more)
    assert len(opened) == 1
    assert kind in quick.out.lower().replace("not in our records", "unknown")
    _same(quick, ordinary)


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_links_and_several_codes_get_the_same_answers_on_the_fast_path(
    both: Both,
    codes: dict[str, str],
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
    more: Sequence[str],
) -> None:
    monkeypatch.setenv("EDGEFINDER_PUBLIC_URL", "https://verify.ridgeline.example")
    code = codes["valid"]
    shown = (
        code.lower().replace("-", " "),
        f"https://verify.ridgeline.example/v/{code}",
        f"https://verify.ridgeIine.example/v/{codes['revoked']}",
        "https://www.credly.com/badges/1234",
        f"{codes['unknown']}, {codes['mistyped']} and {code}",
    )
    for each in (*[(one,) for one in shown], shown):
        _same(*both(*each, *more))
    assert len(opened) == len(shown) + 1


def test_the_fast_path_writes_the_same_audit_entries(
    both: Both, codes: dict[str, str], sample: Path
) -> None:
    before = len(_rows(sample, "SELECT id FROM audit_entries"))
    both(codes["valid"], codes["unknown"], codes["revoked"])
    looks = _rows(sample, "SELECT action, subject_id, details FROM audit_entries ORDER BY id")[
        before:
    ]
    # two codes are on record, and each is verified twice; unknown codes leave no entry
    assert len(looks) == 4
    assert looks[:2] == looks[2:]
    assert json.loads(looks[0][2])["code"] == codes["valid"]


def test_control_characters_in_a_name_and_an_unknown_credential_get_the_same_answer(
    both: Both, codes: dict[str, str], sample: Path, opened: list[str]
) -> None:
    with sqlite3.connect(sample) as connection:
        connection.execute("UPDATE people SET family_name = 'Newname-Ortíz'")
        connection.execute("UPDATE awards SET holder = 'Noor \x1b[31mHaddad'")
        connection.execute(
            "UPDATE awards SET credential_code = 'OLD-1' WHERE code = ?", (codes["revoked"],)
        )
    connection.close()
    _same(*both(codes["valid"]))
    _same(*both(codes["revoked"], "--json"))
    assert len(opened) == 2


def _missing(file: Path) -> None:
    file.unlink()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _no_database(file: Path) -> None:
    file.write_bytes(b"no database at all" * 100)


def _old(file: Path) -> None:
    _run(file, f"UPDATE alembic_version SET version_num = '{known_revisions()[0]}'")


def _newer(file: Path) -> None:
    _run(file, "UPDATE alembic_version SET version_num = '9999'")


def _unclear(file: Path) -> None:
    _run(file, "INSERT INTO alembic_version VALUES ('0001')")


def _entries_are_refused(file: Path) -> None:
    _run(
        file,
        "CREATE TRIGGER t BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no'); END",
    )


def _holders_are_no_text(file: Path) -> None:
    _run(file, "UPDATE awards SET holder = CAST(x'ff41' AS TEXT)")


def _pages_are_overwritten(file: Path) -> None:
    _run(file, "PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(content[:half] + b"\xff" * (len(content) - half))


def _not_ours(file: Path) -> None:
    file.unlink()
    _run(file, "CREATE TABLE others (id INTEGER)")


def _sealed(file: Path) -> None:
    key = ColumnKeys(["A" * 43 + "="])
    _run(file, f"UPDATE people SET email = '{key.sealed('noor@example.org')}' WHERE id = 1")


def _run(file: Path, sql: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(sql)
    connection.close()


@pytest.mark.parametrize(
    "spoil", [_missing, _empty, _no_database, _old, _newer, _not_ours, _sealed]
)
def test_an_unusable_database_is_reported_with_the_same_error(
    both: Both, codes: dict[str, str], sample: Path, spoil: Callable[[Path], None]
) -> None:
    for each in (f"{sample}-wal", f"{sample}-shm"):
        Path(each).unlink(missing_ok=True)
    spoil(sample)
    quick, ordinary = both(codes["valid"])
    assert (quick.code, quick.out) == (2, "")
    _same(quick, ordinary)


@pytest.mark.parametrize(
    "spoil",
    [
        *(_unclear, _entries_are_refused),
        *(_holders_are_no_text, _pages_are_overwritten),
    ],
)
def test_a_damaged_database_gets_the_same_answer(
    both: Both, codes: dict[str, str], sample: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(sample)
    _same(*both(codes["valid"]))


def test_a_locked_database_is_left_to_the_full_program(
    edgefinder: Run, codes: dict[str, str], sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def ordinary(_: object) -> int:
        asked.append("all")
        return 7

    monkeypatch.setattr("adapters.cli.open_database.with_edgefinder", ordinary)
    _run(sample, "PRAGMA journal_mode=DELETE")
    with sqlite3.connect(sample) as locking:
        locking.execute("BEGIN EXCLUSIVE")
        ran = edgefinder("verify", codes["valid"])
    locking.close()
    assert (ran.code, ran.out, asked) == (7, "", ["all"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none"),
        ("DATABASE_URL", "mysql://here/there"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_READ_URL", "postgresql://nobody@127.0.0.1:9/none"),
        ("TRUSTED_DIR", "nowhere"),
        ("CATALOG", "nowhere.toml"),
        ("HTTP_PORT", "x"),
        ("COLUMN_KEY", "short"),
    ],
)
def test_an_unusual_setting_has_the_same_effect_on_the_fast_path(
    both: Both, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"EDGEFINDER_{name}", value)
    quick, ordinary = both(codes["valid"])
    assert (quick.code, quick.out) == (2, "")
    _same(quick, ordinary)


def test_verifying_a_code_imports_nothing_that_it_does_not_use(
    codes: dict[str, str],
) -> None:
    program = (
        "import sys\nfrom adapters.cli.entry import main\n"
        f"sys.argv[1:] = ['verify', {codes['valid']!r}]\n"
        "try:\n    main()\nexcept SystemExit as ended:\n    code = ended.code\n"
        "print(code, *sorted(sys.modules), file=sys.stderr)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.startswith("valid: ")
    code, *loaded = shown.stderr.split()
    assert code == "0"
    slow = (
        *("sqlalchemy", "aiosqlite", "asyncpg", "asyncio", "pydantic", "pydantic_settings"),
        *("jinja2", "babel", "cryptography", "joserfc", "rapidfuzz", "dotenv", "platformdirs"),
        *("core.edgefinder", "bot.conversation", "rich", "numpy", "limits", "difflib"),
    )
    assert [name for name in slow if name in loaded] == []
    ours = [name for name in loaded if name.partition(".")[0] in {"core", "bot", "adapters"}]
    assert len(ours) < 70
