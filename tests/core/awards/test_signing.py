"""Signed credentials: what they contain, who signed them, and where their status is published."""

import base64
import gzip
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from core.awards import status_lists
from core.awards.credential import hashed_identifier
from core.awards.data_integrity import is_proven_by
from core.awards.issuer import Issuer
from core.awards.jose import is_signed_by, split_token
from core.awards.keys import Algorithm
from core.awards.signing import CannotSign, ListForm, StatusList
from core.awards.status_lists import is_set
from tests.world import World, open_world

DID = "did:web:verify.example.org"


@pytest.fixture
async def world(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    """Yield a center with a signing key, on SQLite and then on PostgreSQL."""
    opened = await open_world(database_url, "https://verify.example.org", tmp_path / "keys")
    issuer_of(opened).keys.init()
    await opened.candidate("2026-001", "Ana Popescu")
    yield opened
    await opened.edgefinder.close()


def issuer_of(world: World) -> Issuer:
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    return issuer


async def token_of(world: World, code: str) -> str:
    awarded = await world.edgefinder.signing.find_award(code)
    assert awarded is not None
    made = await world.edgefinder.signing.token(awarded)
    assert isinstance(made, str)
    return made


async def claims_of(world: World, code: str) -> dict[str, Any]:
    token = split_token(await token_of(world, code))
    assert token is not None
    return token.claims


async def list_of(world: World, number: int = 0) -> StatusList:
    made = await world.edgefinder.signing.status_list(number)
    assert isinstance(made, StatusList)
    return made


def encoded(made: StatusList) -> str:
    token = split_token(made.body)
    assert token is not None
    return str(token.claims["credentialSubject"]["encodedList"])


async def test_a_credential_names_its_holder_its_achievement_its_date_and_its_issuer(
    world: World,
) -> None:
    code = await world.award("2026-001", "M1-TCH", date(2026, 5, 1))
    told = await claims_of(world, code)
    address = f"https://verify.example.org/v/{code}"
    assert (told["iss"], told["jti"], told["sub"]) == (DID, address, f"{address}#holder")
    assert told["nbf"] == datetime(2026, 5, 1, tzinfo=UTC).timestamp()
    assert told["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert told["issuer"]["name"] == "Ridgeline Technical Center"
    subject = told["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "Ana Popescu"
    assert subject["achievement"]["humanCode"] == "M1-TCH"
    assert subject["achievement"]["criteria"]["narrative"] == (
        "Its holder has made a part to print and passed the theory exam in Turning I "
        "(Chucking Skills) (Machining, Level I). To earn it, pass a theory exam; a performance "
        "exam (a part made to print)."
    )


async def test_the_candidate_number_in_a_credential_is_salted_and_hashed(world: World) -> None:
    code = await world.award("2026-001", "M1-MMS")
    told = await claims_of(world, code)
    hashed = told["credentialSubject"]["identifier"][1]
    assert hashed["hashed"] is True
    assert hashed["identityHash"] == hashed_identifier("2026-001", hashed["salt"])
    words = json.dumps(told)
    assert "2026-001" not in words
    assert "@" not in re.sub(r'"@context"', "", words)


def test_the_hash_of_the_candidate_number_matches_the_open_badges_specification() -> None:
    # this example is in the definition of IdentityHash
    assert hashed_identifier("a@example.com", "Kosher") == (
        "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )


@pytest.mark.parametrize("algorithm", Algorithm)
async def test_a_credential_is_signed_with_the_current_key(
    world: World, algorithm: Algorithm
) -> None:
    issuer = issuer_of(world)
    key = issuer.keys.rotate(algorithm)
    token = split_token(await token_of(world, await world.award("2026-001", "M1-MMS")))
    assert token is not None
    assert token.kid == f"{DID}#{key.kid}"
    assert is_signed_by(token, key.jose, algorithm)
    header, payload, signature = token.text.split(".")
    other = split_token(f"{header}.{payload[:-8]}AAAAAAA.{signature}")
    assert other is None or not is_signed_by(other, key.jose, algorithm)


async def test_a_signature_is_not_accepted_for_another_algorithm_than_its_keys(
    world: World,
) -> None:
    key = issuer_of(world).keys.current()
    assert key is not None
    token = split_token(await token_of(world, await world.award("2026-001", "M1-MMS")))
    assert token is not None
    assert not is_signed_by(token, key.jose, Algorithm.ES256)


async def test_a_credential_that_is_signed_again_keeps_its_index_in_the_status_list_and_its_salt(
    world: World,
) -> None:
    code = await world.award("2026-001", "M1-MMS")
    first, second = await claims_of(world, code), await claims_of(world, code)
    assert first == second
    other = await claims_of(world, await world.award("2026-001", "M1-JBL"))
    assert first["credentialStatus"] != other["credentialStatus"]
    salts = {each["credentialSubject"]["identifier"][1]["salt"] for each in (first, other)}
    assert len(salts) == 2


async def test_revoking_a_credential_sets_only_its_own_bit_in_the_status_list(world: World) -> None:
    codes = [await world.award("2026-001", each) for each in ("M1-MMS", "M1-JBL")]
    places = [
        int((await claims_of(world, code))["credentialStatus"]["statusListIndex"]) for code in codes
    ]
    before = await list_of(world)
    assert [is_set(encoded(before), place) for place in places] == [False, False]
    await world.edgefinder.revocations.revoke(codes[1], "the affidavit was withdrawn")
    after = await list_of(world)
    assert after.tag != before.tag
    assert [is_set(encoded(after), place) for place in places] == [False, True]
    packed = base64.urlsafe_b64decode(encoded(after)[1:] + "==")
    assert int.from_bytes(gzip.decompress(packed)).bit_count() == 1


async def test_a_credential_signed_only_after_its_revocation_is_revoked_in_the_status_list(
    world: World,
) -> None:
    code = await world.award("2026-001", "M1-MMS")
    await world.edgefinder.revocations.revoke(code, "the affidavit was withdrawn")
    place = int((await claims_of(world, code))["credentialStatus"]["statusListIndex"])
    assert is_set(encoded(await list_of(world)), place)


async def test_a_status_list_is_signed_again_every_hour_and_not_sooner(world: World) -> None:
    await claims_of(world, await world.award("2026-001", "M1-MMS"))
    first = await list_of(world)
    world.clock.pass_by(minutes=50)
    assert await list_of(world) == first
    world.clock.pass_by(minutes=10)
    assert (await list_of(world)).tag != first.tag


async def test_each_of_two_keys_signs_its_own_kind_and_old_signatures_stay_valid(
    world: World,
) -> None:
    issuer = issuer_of(world)
    awarded = await world.edgefinder.signing.find_award(await world.award("2026-001", "M1-MMS"))
    assert awarded is not None
    before = split_token(await token_of(world, awarded.code))
    issuer.keys.init_all()
    after = split_token(await token_of(world, awarded.code))
    document = await world.edgefinder.signing.document(awarded)
    assert before is not None
    assert after is not None
    assert isinstance(document, dict)
    assert [before.algorithm, after.algorithm] == ["EdDSA", "ES256"]
    for token in (before, after):
        key = issuer.key_of(token.kid)
        assert key is not None
        assert is_signed_by(token, key.jose, key.algorithm)
    key = issuer.key_of(document["proof"]["verificationMethod"])
    assert key is not None
    assert is_proven_by(document, document["proof"], key.jose)


async def test_a_status_list_with_an_embedded_proof_has_the_same_bits_as_the_jwt(
    world: World,
) -> None:
    code = await world.award("2026-001", "M1-MMS")
    place = int((await claims_of(world, code))["credentialStatus"]["statusListIndex"])
    await world.edgefinder.revocations.revoke(code, "the affidavit was withdrawn")
    addresses = []
    for form in (ListForm.PROOF, ListForm.PROOF_BY_ACCEPT):
        made = await world.edgefinder.signing.status_list(0, form)
        assert isinstance(made, StatusList)
        document = json.loads(made.body)
        key = issuer_of(world).key_of(document["proof"]["verificationMethod"])
        assert key is not None
        assert is_proven_by(document, document["proof"], key.jose)
        assert is_set(document["credentialSubject"]["encodedList"], place)
        addresses.append(document["id"].removeprefix("https://verify.example.org"))
    assert addresses == ["/status/0.json", "/status/0"]


async def test_before_the_first_signed_credential_there_is_no_status_list(world: World) -> None:
    assert await world.edgefinder.signing.status_list(0) is None


async def test_a_credential_in_json_ld_contains_its_proof(world: World) -> None:
    awarded = await world.edgefinder.signing.find_award(await world.award("2026-001", "M1-MMS"))
    assert awarded is not None
    document = await world.edgefinder.signing.document(awarded)
    assert isinstance(document, dict)
    key = issuer_of(world).key_of(document["proof"]["verificationMethod"])
    assert key is not None
    assert is_proven_by(document, document["proof"], key.jose)
    document["credentialSubject"]["achievement"]["name"] = "Another"
    assert not is_proven_by(document, document["proof"], key.jose)


async def test_signing_without_a_needed_setting_reports_which_one_is_missing(
    world: World, sqlite_url: str, tmp_path: Path
) -> None:
    awarded = await world.edgefinder.signing.find_award(await world.award("2026-001", "M1-MMS"))
    assert awarded is not None
    issuer_of(world).keys.rotate(Algorithm.ES256)
    no_proof = await world.edgefinder.signing.document(awarded)
    assert isinstance(no_proof, CannotSign)
    assert "--algorithm EdDSA" in no_proof.because
    for public_url, keys_dir, told in (
        (None, tmp_path, "EDGEFINDER_PUBLIC_URL"),
        ("https://verify.example.org", None, "EDGEFINDER_KEYS_DIR"),
        ("https://verify.example.org", tmp_path / "none", "edgefinder keys init"),
    ):
        bare = await open_world(sqlite_url, public_url, keys_dir)
        refused = await bare.edgefinder.signing.token(awarded)
        await bare.edgefinder.close()
        assert isinstance(refused, CannotSign)
        assert told in refused.because


def _schema(name: str) -> Draft201909Validator:
    return Draft201909Validator(
        json.loads(Path(__file__).with_name("schemas").joinpath(name).read_text("utf-8"))
    )


_PUBLISHED = _schema("ob_v3p0_achievementcredential_schema.json")
"""The schema that 1EdTech published: see schemas/SOURCES.md."""
_STRICT = _schema("open_badges_3_strict.json")
"""A schema for the rules that the specification states and the published schema does not check."""


async def test_signed_credentials_from_all_over_the_catalog_conform_to_open_badges(
    sqlite_url: str, tmp_path: Path
) -> None:
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer_of(world).keys.init()
    await world.candidate("2026-001", "Ana Popescu")
    for credential in (*world.edgefinder.catalog.credentials[::7], None):
        code = await world.award("2026-001", credential.code if credential else "X9-GONE")
        awarded = await world.edgefinder.signing.find_award(code)
        assert awarded is not None
        document = await world.edgefinder.signing.document(awarded)
        for said in (document, await claims_of(world, code)):
            for schema in (_PUBLISHED, _STRICT):
                assert [error.message for error in schema.iter_errors(said)] == []
    await world.edgefinder.close()


@pytest.mark.parametrize(
    "broken",
    [
        {"issuer": {"name": "Ridgeline"}},
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {"type": ["AchievementSubject"]}},
        {"@context": ["https://www.w3.org/2018/credentials/v1"]},
        {"validFrom": None},
        {"credentialSchema": [{"id": "urn:nothing"}]},
    ],
)
async def test_the_schemas_detect_violations_of_open_badges(
    world: World, broken: dict[str, Any]
) -> None:
    said = await claims_of(world, await world.award("2026-001", "M1-MMS"))
    for schema in (_PUBLISHED, _STRICT):
        assert not list(schema.iter_errors(said))
        assert list(schema.iter_errors({**said, **broken}))


async def test_our_stricter_schema_detects_an_impossible_date(world: World) -> None:
    said = await claims_of(world, await world.award("2026-001", "M1-MMS"))
    assert list(_STRICT.iter_errors({**said, "validFrom": "May 1"}))


async def test_a_status_list_is_read_by_an_index_of_revocations_only(
    sqlite_url: str,
) -> None:
    world = await open_world(sqlite_url)
    database = world.edgefinder.database
    sql, _ = status_lists._REVOKED.compiled(database.engine.dialect)
    async with database.engine.connect() as connection:
        plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (0,))).all()
    await world.edgefinder.close()
    assert "USING INDEX ix_award_statuses_revoked" in str(plan)
