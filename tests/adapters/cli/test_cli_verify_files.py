"""verify with files, codes, links and standard input."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from core.awards.keys import Keys
from core.clock import utc_now
from core.edgefinder import open_edgefinder
from tests.adapters.cli.conftest import Run
from tests.code_spellings import LOST, TOKEN_WAYS, WAYS
from tests.core.other_badges import ADDRESS, assertion, profile, signed


@pytest.fixture
def token(
    sample: Path, code_of: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the signed credential with the code `code_of("1001")`."""
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
        awarded = await edgefinder.signing.find_award(code)
        assert awarded is not None
        made = await edgefinder.signing.token(awarded)
        await edgefinder.close()
        assert isinstance(made, str)
        return made

    code = code_of("1001")
    return asyncio.run(sign())


def test_files_codes_and_tokens_are_answered_in_order(
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


def test_the_verdict_on_a_file_is_readable_without_json(
    edgefinder: Run, token: str, tmp_path: Path
) -> None:
    (tmp_path / "badge.jwt").write_text(token)
    good = edgefinder("verify", "badge.jwt")
    assert (good.code, good.out[:9]) == (0, "valid: EF")
    (tmp_path / "other.json").write_text(json.dumps({"type": ["Thing"]}))
    bad = edgefinder("verify", "other.json")
    assert bad.code == 2
    assert bad.out.startswith("not a credential: other.json: there is no credential in it")


def test_a_missing_file_is_an_input_error(edgefinder: Run, sample: Path) -> None:
    ran = edgefinder("verify", "nowhere.jwt")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "edgefinder: nowhere.jwt: No such file or directory: check its name\n"


@pytest.fixture
def codes(edgefinder: Run, sample: Path, code_of: Callable[[str], str]) -> tuple[str, str]:
    """Return a valid code and a revoked one."""
    revoked = code_of("1004")
    assert edgefinder("revoke", revoked, "--reason", "the result was voided").code == 0
    return code_of("1001"), revoked


def test_each_code_of_a_list_gets_a_verdict_and_an_invalid_one_makes_the_command_fail(
    edgefinder: Run, codes: tuple[str, str], tmp_path: Path
) -> None:
    valid, revoked = codes
    rows = (
        "Applicant;Position;Credential code;Notes\n"
        f"Ana Popescu;Setter;{valid};ok\nDov Lindqvist;Setter;{revoked};\nTotal;2;;\n"
    )
    (tmp_path / "list.csv").write_text(rows)
    ran = edgefinder("verify", "list.csv", "--json")
    assert ran.code == 1
    assert [(each["code"], each["verdict"]) for each in ran.json] == [
        (valid, "valid"),
        (revoked, "revoked"),
    ]
    told = edgefinder("verify", "list.csv")
    assert (told.code, told.out.count("valid:"), told.out.count("revoked:")) == (1, 1, 1)


def test_several_codes_in_one_argument_are_read_separately(
    edgefinder: Run, codes: tuple[str, str]
) -> None:
    valid, revoked = codes
    ran = edgefinder("verify", f"{valid}, {revoked} and http://[x", "--json")
    assert ran.code == 1
    assert [each["verdict"] for each in ran.json] == ["valid", "revoked", "mistyped"]
    assert edgefinder("verify", valid, "--json").json["verdict"] == "valid"


@pytest.mark.parametrize(
    "form", ["~{}~", "verify.example.org/v/{}", "{}.", "https://x.example/v/{}/"]
)
def test_punctuation_and_links_without_a_scheme_are_accepted(
    edgefinder: Run, codes: tuple[str, str], form: str
) -> None:
    ran = edgefinder("verify", form.format(codes[0]), "--json")
    assert (ran.code, ran.json["verdict"]) == (0, "valid")


@pytest.mark.parametrize(
    "shown", ["~nobody-of-that-name/x.pdf", "~nobody-of-that-name", "\x00.pdf"]
)
def test_an_impossible_file_name_is_not_reported_as_a_fault(
    edgefinder: Run, sample: Path, shown: str
) -> None:
    ran = edgefinder("verify", shown)
    assert ran.code in {1, 2}
    assert "Edgefinder itself" not in ran.err + ran.out


def test_a_file_that_cannot_be_opened_does_not_stop_the_others(
    edgefinder: Run, codes: tuple[str, str]
) -> None:
    ran = edgefinder("verify", codes[0], "nowhere.pdf", codes[0], "--json")
    assert ran.code == 2
    assert [each["verdict"] for each in ran.json] == ["valid", "unreadable", "valid"]
    assert "No such file" in ran.json[1]["reason"]


def test_a_file_name_cannot_control_the_terminal(edgefinder: Run, sample: Path) -> None:
    name = "\x1b[2Jx\u202egpj.txt"
    Path(name).write_text("nothing")
    ran = edgefinder("verify", name)
    assert (ran.code, "\x1b" in ran.out, "\u202e" in ran.out) == (2, False, False)
    assert "␛[2Jx<U+202E>" in ran.out
    told = edgefinder("verify", name, "--json")
    assert "\u202e" not in told.out
    assert told.json["code"] == name
    missing = edgefinder("verify", "\x1b[2Jy.txt")
    assert "\x1b" not in missing.err


def test_a_json_credential_can_be_an_argument(edgefinder: Run, sample: Path) -> None:
    document = {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "id": "https://example.org/1",
    }
    ran = edgefinder("verify", json.dumps(document), "--json")
    assert (ran.code, ran.json["verdict"], ran.json["detail"]) == (2, "untrusted", "not_signed")


def test_codes_are_read_in_every_spelling_in_arguments_and_files(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str], tmp_path: Path
) -> None:
    code = code_of("1001")
    shown = [way(code) for way in WAYS.values()]
    for place, text in enumerate(shown):
        (tmp_path / f"way-{place}.txt").write_text(text, "utf-8")
    files = [f"way-{place}.txt" for place in range(len(shown))]
    ran = edgefinder("verify", *shown, *files, "--json")
    told = [(each["verdict"], each["code"]) for each in ran.json]
    wrong = [
        (way, each)
        for way, each in zip((*WAYS, *WAYS), told, strict=True)
        if each != ("valid", code)
    ]
    assert wrong == []
    assert ran.code == 0


def test_a_missing_last_symbol_is_reported(
    edgefinder: Run, sample: Path, code_of: Callable[[str], str]
) -> None:
    ran = edgefinder("verify", *(way(code_of("1001")) for way in LOST.values()), "--json")
    assert ran.code == 1
    assert [each["verdict"] for each in ran.json] == ["mistyped"] * len(LOST)
    assert all("its last symbol is missing" in each["reason"] for each in ran.json)


def test_a_wrapped_credential_is_read_in_arguments_and_files(
    edgefinder: Run, token: str, code_of: Callable[[str], str], tmp_path: Path
) -> None:
    shown = [way(token) for way in TOKEN_WAYS.values()]
    for place, text in enumerate(shown):
        (tmp_path / f"way-{place}.txt").write_bytes(text.encode())
    files = [f"way-{place}.txt" for place in range(len(shown))]
    ran = edgefinder("verify", *shown, *files, "--json")
    assert {(each["verdict"], each["code"]) for each in ran.json} == {("valid", code_of("1001"))}
    assert len(ran.json) == 2 * len(TOKEN_WAYS)


def test_another_issuers_badge_is_compared_with_the_given_address(
    edgefinder: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trusted").mkdir()
    (tmp_path / "trusted" / "college.json").write_text(json.dumps(profile()))
    monkeypatch.setenv("EDGEFINDER_TRUSTED_DIR", str(tmp_path / "trusted"))
    (tmp_path / "badge.jws").write_text(signed(assertion(expires="2100-01-01")))
    theirs = edgefinder("verify", "badge.jws", "--recipient", ADDRESS)
    assert theirs.code == 0
    assert f"held by {ADDRESS}" in theirs.out
    assert "Not checked: revocation." in " ".join(theirs.out.split())
    others = edgefinder("verify", "badge.jws", "--recipient", "someone@example.org")
    assert others.code == 2
    assert others.out.startswith("awarded to another person: badge.jws")
    assert "Do not rely on it for this person." in " ".join(others.out.split())
    no_address = edgefinder("verify", "badge.jws", "--recipient", "Dana")
    assert (no_address.code, no_address.out) == (2, "")
    assert no_address.err.startswith("edgefinder: --recipient Dana: is not an e-mail address: give")


def test_codes_and_files_are_read_from_standard_input(
    edgefinder: Run, token: str, code_of: Callable[[str], str], tmp_path: Path
) -> None:
    code = code_of("1001")
    ran = edgefinder("verify", "-", "--json", typed=f"{code}\nEF-0000-0000-0000-0\n")
    assert (ran.code, [each["verdict"] for each in ran.json]) == (1, ["valid", "unknown"])
    ran = edgefinder("verify", code, "-", "--json", typed=token)
    assert (ran.code, len(ran.json)) == (0, 2)
    ran = edgefinder("verify", "-", typed=b"\x00\x01")
    assert ran.code == 2
    assert "standard input" in ran.out


def test_standard_input_without_a_code_or_given_twice_is_refused(edgefinder: Run) -> None:
    assert edgefinder("verify", "-", typed="").code == 2
    ran = edgefinder("verify", "-", "-", typed="x")
    assert (ran.code, ran.out) == (2, "")
    assert "only once" in ran.err
