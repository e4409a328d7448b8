"""The issuer's keys. Only their owner can read them, and one can replace another without a gap."""

import json
import stat
from pathlib import Path

import pytest

from core.awards.issuer import Issuer, base58, did_web, from_base58
from core.awards.keys import Algorithm, Keys, KeysError, KeyState
from tests.world import StoppedClock

CLOCK = StoppedClock()


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys", CLOCK)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_only_the_owner_of_the_folder_can_read_the_first_key_and_the_key_signs(
    keys: Keys, algorithm: Algorithm
) -> None:
    made = keys.init(algorithm)
    assert keys.current() == made
    [file] = keys.folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    [read] = Keys(keys.folder, CLOCK).all()
    assert (read.kid, read.algorithm, read.public) == (made.kid, algorithm, made.public)


def test_a_first_key_cannot_be_created_a_second_time(keys: Keys) -> None:
    made = keys.init()
    with pytest.raises(KeysError, match=rf"{made.kid}: replace it with 'edgefinder keys rotate'"):
        keys.init()


def test_a_replaced_key_is_kept_without_its_private_half(keys: Keys) -> None:
    old = keys.init(Algorithm.ES256)
    new = keys.rotate()
    assert (keys.current() or old).kid == new.kid
    assert new.algorithm is Algorithm.ES256
    kept = json.loads((keys.folder / f"{old.kid}.json").read_text())
    assert "d" not in kept["jwk"]
    found = keys.find(old.kid)
    assert found is not None
    assert (found.state, found.public) == (KeyState.RETIRED, old.public)


def test_of_the_two_first_keys_one_signs_jwts_and_the_other_embedded_proofs(keys: Keys) -> None:
    made = {key.algorithm: key for key in keys.init_all()}
    assert keys.for_tokens() == made[Algorithm.ES256]
    assert keys.for_proofs() == made[Algorithm.ED25519]
    with pytest.raises(KeysError, match="replace them with 'edgefinder keys rotate'"):
        keys.init_all()


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_folder_with_one_key_signs_with_it_and_can_get_the_other_kind_too(
    keys: Keys, algorithm: Algorithm
) -> None:
    only = keys.init(algorithm)
    assert keys.for_tokens() == only
    assert keys.for_proofs() == (only if algorithm is Algorithm.ED25519 else None)
    [other] = keys.init_all()
    assert other.algorithm is not algorithm
    assert {key.kid for key in keys.all_current()} == {only.kid, other.kid}


def test_one_of_the_two_keys_can_be_replaced_or_both(keys: Keys) -> None:
    first = {key.algorithm: key.kid for key in keys.init_all()}
    renewed = keys.rotate(Algorithm.ES256)
    assert keys.for_tokens() == renewed
    assert {key.kid for key in keys.all_current()} == {renewed.kid, first[Algorithm.ED25519]}
    both = {key.kid for key in keys.rotate_all()}
    assert {key.kid for key in keys.all_current()} == both
    assert not both & {renewed.kid, *first.values()}
    retired = {key.kid for key in keys.all() if key.state is KeyState.RETIRED}
    assert retired == {renewed.kid, *first.values()}


def test_if_the_key_for_jwts_is_revoked_the_other_key_signs_jwts(keys: Keys) -> None:
    made = {key.algorithm: key for key in keys.init_all()}
    keys.revoke(made[Algorithm.ES256].kid, "the laptop was stolen")
    assert keys.for_tokens() == made[Algorithm.ED25519]


def test_a_key_cannot_be_replaced_before_the_first_one_is_created(keys: Keys) -> None:
    with pytest.raises(KeysError, match="keys init"):
        keys.rotate()


def test_a_revoked_key_signs_nothing_and_is_marked_as_revoked_in_the_issuers_document(
    keys: Keys,
) -> None:
    key = keys.init()
    keys.revoke(key.kid, "the laptop was stolen")
    assert keys.current() is None
    issuer = Issuer("Ridgeline", "https://verify.example.org", keys)
    document = issuer.document()
    assert document["assertionMethod"] == []
    assert {method["revoked"] for method in document["verificationMethod"]} == {CLOCK().isoformat()}
    with pytest.raises(KeysError, match="already"):
        keys.revoke(key.kid, "again")
    with pytest.raises(KeysError, match="no key is called nothing"):
        keys.revoke("nothing", "why")


def test_the_issuers_document_has_every_key_without_private_halves(keys: Keys) -> None:
    old = keys.init()
    new = keys.rotate(Algorithm.ES256)
    issuer = Issuer("Ridgeline", "https://verify.example.org", keys)
    document = issuer.document()
    assert document["id"] == "did:web:verify.example.org"
    assert {issuer.method(old), issuer.method(new)} < set(document["assertionMethod"])
    assert '"d"' not in json.dumps(document)
    assert issuer.key_of(issuer.multikey_method(old)) == keys.find(old.kid)
    assert issuer.key_of(f"did:web:elsewhere.example#{old.kid}") is None


def test_a_process_that_runs_uses_the_new_key_after_another_process_replaced_it(keys: Keys) -> None:
    keys.init()
    serving = Keys(keys.folder, CLOCK)
    serving.current()
    made = keys.rotate()
    current = serving.current()
    assert current is not None
    assert current.kid == made.kid


def test_a_key_file_that_other_users_can_read_is_refused(keys: Keys) -> None:
    path = keys.folder / f"{keys.init().kid}.json"
    path.chmod(0o640)
    with pytest.raises(KeysError, match=f"chmod 600 {path}"):
        Keys(keys.folder, CLOCK).all()


@pytest.mark.parametrize("written", ["", "{}", '{"kid": "a", "alg": "none"}', "[1]"])
def test_the_error_about_an_invalid_key_file_does_not_show_its_content(
    keys: Keys, written: str
) -> None:
    keys.init()
    (keys.folder / "broken.json").write_text(written)
    with pytest.raises(KeysError, match=r"broken\.json is not a key of ours"):
        Keys(keys.folder, CLOCK).all()


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("https://Verify.example.org", "did:web:verify.example.org"),
        ("https://verify.example.org:8443", "did:web:verify.example.org%3A8443"),
        ("https://example.org/nims/edge", "did:web:example.org:nims:edge"),
    ],
)
def test_the_issuers_identifier_is_made_from_its_address(url: str, did: str) -> None:
    assert did_web(url) == did


@pytest.mark.parametrize("raw", [b"", b"\0\0a", b"Hello World!"])
def test_decoding_base_58_gives_back_what_was_encoded(raw: bytes) -> None:
    assert from_base58(base58(raw)) == raw


def test_base_58_matches_the_specification() -> None:
    # this example is from https://datatracker.ietf.org/doc/html/draft-msporny-base58-03#section-5
    assert base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"
