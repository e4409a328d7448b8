"""verify: files beside codes and links, in their order."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.awards.keys import Keys
from core.clock import utc_now
from core.edgefinder import open_edgefinder
from tests.adapters.cli.conftest import Run


@pytest.fixture
def token(
    sample: Path, code_of: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The signed credential of the code that `code_of("1001")` gives."""
    monkeypatch.setenv("EDGEFINDER_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("EDGEFINDER_PUBLIC_URL", "https://verify.example.org")
    Keys(tmp_path / "keys", utc_now).init()

    async def sign() -> str:
        edgefinder = await open_edgefinder(
            database_url=f"sqlite:///{sample}",
            issuer="Ridgeline Technical Center",
            public_url="https://verify.example.org",
            keys_dir=tmp_path / "keys",
        )
        awarded = await edgefinder.signing.awarded(code)
        assert awarded is not None
        made = await edgefinder.signing.token(awarded)
        await edgefinder.close()
        assert isinstance(made, str)
        return made

    code = code_of("1001")
    return asyncio.run(sign())


def test_files_codes_and_tokens_are_answered_in_their_order(
    edgefinder: Run, token: str, code_of: Callable[[str], str], tmp_path: Path
) -> None:
    code = code_of("1001")
    (tmp_path / "badge.jwt").write_text(token)
    (tmp_path / "letter.txt").write_text("a letter")
    ran = edgefinder("verify", "badge.jwt", "EF-0000-0000-0000-0", "letter.txt", token, "--json")
    assert ran.code == 1
    assert [(each["verdict"], each["code"]) for each in ran.json] == [
        ("valid", code),
        ("unknown", "EF-0000-0000-0000-0"),
        ("unreadable", "letter.txt"),
        ("valid", code),
    ]


def test_a_file_is_told_in_words(edgefinder: Run, token: str, tmp_path: Path) -> None:
    (tmp_path / "badge.jwt").write_text(token)
    good = edgefinder("verify", "badge.jwt")
    assert (good.code, good.out[:9]) == (0, "valid: EF")
    (tmp_path / "other.json").write_text(json.dumps({"type": ["VerifiableCredential"]}))
    bad = edgefinder("verify", "other.json")
    assert bad.code == 2
    assert bad.out.startswith("not a credential: other.json: there is no credential in it")


def test_a_file_that_is_not_there_is_bad_input(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("verify", "nowhere.jwt")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "edgefinder: nowhere.jwt: No such file or directory: check its name\n"
