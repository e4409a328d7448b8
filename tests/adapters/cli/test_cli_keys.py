"""keys: create, replace, revoke and list, and what the doctor says about them."""

import json
import re
from pathlib import Path

import pytest

from tests.adapters.cli.conftest import Run

PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"  # a public key from the W3C's examples


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EDGEFINDER_KEYS_DIR", str(tmp_path / "keys"))
    monkeypatch.setenv("EDGEFINDER_PUBLIC_URL", "https://verify.example.org")
    return tmp_path / "keys"


def name_of(shown: str) -> str:
    return str(re.findall(r"[0-9a-f]{12}", shown)[0])


def test_a_key_can_be_created_listed_and_replaced(edgefinder: Run, folder: Path) -> None:
    none = edgefinder("keys", "list")
    assert (none.code, none.out) == (
        1,
        "There is no key yet: make one with 'edgefinder keys init'.\n",
    )
    made = edgefinder("keys", "init", "--algorithm", "EdDSA")
    first = name_of(made.out)
    assert (made.code, made.out) == (
        0,
        f"Made the key {first} (EdDSA), which signs everything from now on.\n",
    )
    replaced = edgefinder("keys", "rotate", "--algorithm", "ES256")
    assert f"The key {first} no longer signs; what it signed stays valid." in replaced.out
    listed = edgefinder("keys", "list")
    assert listed.code == 0
    assert re.search(rf"{first}  EdDSA  retired, made on .*, replaced on ", listed.out)
    assert re.search(rf"{name_of(replaced.out)}  ES256  current, made on ", listed.out)


def test_two_keys_of_different_kinds_are_created_and_replaced_together(
    edgefinder: Run, folder: Path
) -> None:
    made = edgefinder("keys", "init")
    assert made.code == 0
    by_kind = dict(
        re.findall(r"Made the key ([0-9a-f]{12}) \((\w+)\), which signs \w+ as", made.out)
    )
    assert sorted(by_kind.values()) == ["ES256", "EdDSA"]
    assert "(ES256), which signs credentials as JWT from now on." in made.out
    assert "(EdDSA), which signs credentials as JSON-LD from now on." in made.out
    again = edgefinder("keys", "init")
    assert again.code == 2
    assert "edgefinder keys rotate" in again.err
    replaced = edgefinder("keys", "rotate")
    for key in by_kind:
        assert f"The key {key} no longer signs; what it signed stays valid." in replaced.out
    told = edgefinder("keys", "list").out
    assert told.count("  current, ") == told.count(", replaced on ") == 2


def test_following_the_advice_after_a_revocation_creates_a_new_key(
    edgefinder: Run, folder: Path
) -> None:
    made = edgefinder("keys", "init")
    [key] = re.findall(r"([0-9a-f]{12}) \(ES256\)", made.out)
    revoked = edgefinder("keys", "revoke", key, "--reason", "the laptop was stolen")
    assert "signs everything: 'edgefinder keys init' makes a new key of the" in revoked.out
    again = edgefinder("keys", "init")
    assert again.code == 0
    assert "(ES256), which signs credentials as JWT from now on." in again.out


def test_the_list_shows_why_a_key_was_revoked_and_fails_if_no_key_can_sign(
    edgefinder: Run, folder: Path
) -> None:
    key = name_of(edgefinder("keys", "init", "--algorithm", "ES256").out)
    revoked = edgefinder("keys", "revoke", key, "--reason", "the laptop was stolen")
    assert "No key can sign now" in revoked.out
    listed = edgefinder("keys", "list")
    assert listed.code == 1
    assert "revoked" in listed.out
    assert "the laptop was stolen" in listed.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("keys", "rotate"), "there is no key yet: make one with 'edgefinder keys init'"),
        (("keys", "revoke", "ab", "--reason", "x"), "no key is called ab"),
        (("keys", "revoke", "ab", "--reason", " "), "--reason is empty"),
        (("keys", "init", "--algorithm", "none"), "'none' is not known"),
    ],
)
def test_an_impossible_request_is_refused_in_one_line(
    edgefinder: Run, folder: Path, words: tuple[str, ...], told: str
) -> None:
    ran = edgefinder(*words)
    assert ran.code == 2
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_keys_without_a_folder_says_which_setting_is_missing(edgefinder: Run) -> None:
    ran = edgefinder("keys", "init")
    assert (ran.code, ran.out) == (2, "")
    assert "EDGEFINDER_KEYS_DIR" in ran.err


def test_the_doctor_says_whether_credentials_are_signed(
    edgefinder: Run, sample: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = edgefinder("doctor")
    assert missing.code == 1
    assert "✗ signing: there is no signing key: make one with 'edgefinder keys init'" in missing.out
    key = name_of(edgefinder("keys", "init", "--algorithm", "EdDSA").out)
    good = edgefinder("doctor")
    assert good.code == 0
    assert f"✓ signing: as did:web:verify.example.org, with the key {key} (EdDSA)" in good.out
    assert "many verifiers of JWTs need ES256: 'edgefinder keys init' adds it" in good.out
    other = name_of(edgefinder("keys", "init").out)
    both = edgefinder("doctor").out
    assert f"with the keys {key} (EdDSA) and {other} (ES256)" in both
    assert "'edgefinder keys init'" not in both
    (folder / f"{key}.json").chmod(0o644)
    assert "✗ signing: others may read the key file" in edgefinder("doctor").out
    monkeypatch.delenv("EDGEFINDER_KEYS_DIR")
    assert "○ signing: off; set EDGEFINDER_KEYS_DIR" in edgefinder("doctor").out


def test_the_doctor_lists_the_trusted_issuers(
    edgefinder: Run, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    monkeypatch.setenv("EDGEFINDER_TRUSTED_DIR", str(trusted))
    assert "○ trusted issuers: 0; put their DID documents" in edgefinder("doctor").out
    method = {"id": "#k", "type": "Multikey", "publicKeyMultibase": PUBLIC}
    document = {"id": "did:web:lakeside.example.org", "assertionMethod": [method]}
    (trusted / "lakeside.json").write_text(json.dumps(document))
    assert "✓ trusted issuers: 1" in edgefinder("doctor").out
    (trusted / "lakeside.json").write_text("a letter")
    told = edgefinder("doctor")
    assert told.code == 1
    assert "✗ trusted issuers: " in told.out
    assert "lakeside.json is not a DID document" in told.out


def test_the_doctor_lists_the_hosts_that_are_contacted(
    edgefinder: Run, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "trusted hosts" not in edgefinder("doctor").out
    monkeypatch.setenv("EDGEFINDER_TRUSTED_HOSTS", "badges.example.org, B.example.org:8443")
    told = edgefinder("doctor").out
    assert "✓ trusted hosts: badges.example.org, b.example.org:8443" in told


@pytest.mark.parametrize("hosts", ["https://a.example", "localhost", "10.0.0.1", "a.example/x"])
def test_a_trusted_host_must_be_a_plain_host_name(
    edgefinder: Run, monkeypatch: pytest.MonkeyPatch, hosts: str
) -> None:
    monkeypatch.setenv("EDGEFINDER_TRUSTED_HOSTS", hosts)
    told = edgefinder("doctor")
    assert told.code != 0
    assert f"has an invalid host name: '{hosts}': write names such as" in told.out + told.err
