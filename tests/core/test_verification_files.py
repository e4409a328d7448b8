"""Signed credentials are verified in files of every kind, and changed ones are recognized."""

import base64
import io
import json
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from sqlalchemy import update

from core.awards import jose
from core.awards.data_integrity import add_proof
from core.awards.issuer import Issuer
from core.awards.keys import Algorithm, Keys
from core.edgefinder import open_edgefinder
from core.storage.tables import people
from core.verification.files.file_reading import read_file
from core.verification.files.found_items import MOST_BYTES, NothingFound
from core.verification.files.worker_pool import FileReader
from core.verification.verdict import CheckName, CheckResult, Detail, Verdict, VerdictKind
from tests.signed_credential import URL, SignedCredential, anas_credential
from tests.world import StoppedClock, World

ALTERED, UNTRUSTED, VALID = VerdictKind.ALTERED, VerdictKind.UNTRUSTED, VerdictKind.VALID
UNCHECKED = VerdictKind.UNCHECKED


@dataclass
class FoundItem(SignedCredential):
    """Ana's signed credential in a test center, and the center's issuer."""

    async def verdict(self, content: bytes | str, name: str = "badge") -> Verdict:
        raw = content.encode() if isinstance(content, str) else content
        [verdict] = await self.world.edgefinder.verification.verify_file(name, raw)
        return verdict

    def signed(self, **changes: Any) -> str:
        """Return Ana's credential as a JWT with these changes, signed with the current key."""
        key = self.issuer.keys.current()
        assert key is not None
        token = jose.split_token(self.token)
        assert token is not None
        return jose.sign({**token.claims, **changes}, key, self.issuer.method(key))


@pytest.fixture(scope="module")
def files() -> Iterator[FileReader]:
    """Yield one reader of files for all tests, because no file leaves anything in it."""
    reader = FileReader()
    yield reader
    reader.close()


@pytest.fixture
async def held(sqlite_url: str, tmp_path: Path, files: FileReader) -> AsyncIterator[FoundItem]:
    made = await anas_credential(sqlite_url, tmp_path / "keys", files)
    yield FoundItem(made.world, made.issuer, made.code, made.token, made.document)
    await made.world.edgefinder.close()


def png(keyword: str, text: str, *, packed: bool) -> bytes:
    info = PngInfo()
    info.add_itxt(keyword, text, zip=packed)
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    return out.getvalue()


def svg(attribute: str = "", inside: str = "") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/'
        f'v3p0"><openbadges:credential {attribute}>{inside}</openbadges:credential></svg>'
    )


def photograph(text: str) -> bytes:
    """Draw a QR code as a phone takes it.

    The code is turned, gray and slightly blurred, in a larger picture.
    """
    out = io.BytesIO()
    segno.make_qr(text, error="q").save(out, kind="png", scale=8, border=4)
    code = Image.open(out).convert("L").rotate(7, expand=True, fillcolor=190)
    whole = Image.new("L", (code.width + 300, code.height + 200), 170)
    whole.paste(code.point(lambda value: 40 + value * 3 // 5), (180, 90))
    taken = io.BytesIO()
    whole.resize((whole.width * 2 // 3, whole.height * 2 // 3)).save(taken, "JPEG", quality=60)
    return taken.getvalue()


FORMS: dict[str, Callable[[FoundItem], bytes | str]] = {
    "a JWT": lambda held: held.token,
    "a JWT with a line's end": lambda held: f"{held.token}\r\n",
    "JSON-LD": lambda held: json.dumps(held.document),
    "an envelope": lambda held: json.dumps(
        {
            "@context": "https://www.w3.org/ns/credentials/v2",
            "id": f"data:application/vc+jwt,{held.token}",
            "type": "EnvelopedVerifiableCredential",
        }
    ),
    "a presentation": lambda held: json.dumps(
        {"type": ["VerifiablePresentation"], "verifiableCredential": [held.document]}
    ),
    "a baked PNG": lambda held: png("openbadgecredential", held.token, packed=False),
    "a baked PNG, compressed": lambda held: png("openbadgecredential", held.token, packed=True),
    "a PNG baked with JSON": lambda held: png(
        "openbadgecredential", json.dumps(held.document), packed=True
    ),
    "a baked SVG": lambda held: svg(f'verify="{held.token}"'),
    "an SVG baked with JSON": lambda held: svg(inside=f"<![CDATA[{json.dumps(held.document)}]]>"),
    "a photograph of the QR code": lambda held: photograph(f"{URL}/v/{held.code}"),
    "a text with the code": lambda held: f"My code is {held.code.lower()}, thank you",
}


@pytest.mark.parametrize("form", FORMS)
async def test_an_unaltered_credential_is_valid_in_every_form(held: FoundItem, form: str) -> None:
    verdict = await held.verdict(FORMS[form](held))
    assert (verdict.kind, verdict.code) == (VALID, held.code)
    assert (verdict.holder, verdict.credential_code) == ("Ana Popescu", "M1-MMS")
    assert verdict.reason is None


async def test_a_revoked_credential_shows_its_date_and_reason_in_every_form(
    held: FoundItem,
) -> None:
    await held.world.edgefinder.revocations.revoke(held.code, "the affidavit was withdrawn")
    for form in ("a JWT", "JSON-LD", "a baked PNG"):
        verdict = await held.verdict(FORMS[form](held))
        assert verdict.kind is VerdictKind.REVOKED
        assert verdict.reason == "the affidavit was withdrawn"


def with_claims(token: str, change: Callable[[dict[str, Any]], None]) -> str:
    """Return the token with changed claims and the signature of the unchanged ones."""
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    change(claims)
    raw = json.dumps(claims, ensure_ascii=False, separators=(",", ":")).encode()
    return f"{header}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}.{signature}"


def rename(claims: dict[str, Any]) -> None:
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Someone Else"


def upgrade(claims: dict[str, Any]) -> None:
    claims["name"] = "CNC Milling: Programming Setup & Operations"


def predate(claims: dict[str, Any]) -> None:
    claims["validFrom"] = "2020-05-01T00:00:00Z"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (rename, "the holder's name"),
        (upgrade, "the credential"),
        (predate, "the date of issue"),
    ],
)
async def test_the_verdict_on_an_altered_credential_names_the_altered_field(
    held: FoundItem, change: Callable[[dict[str, Any]], None], field: str
) -> None:
    document = json.loads(json.dumps(held.document))
    change(document)
    for content in (with_claims(held.token, change), json.dumps(document)):
        verdict = await held.verdict(content)
        assert (verdict.kind, verdict.detail) == (ALTERED, Detail.FIELD)
        assert f"{field} in it differs from our record" in str(verdict.reason)
        assert "Someone" not in str(verdict)
        assert verdict.holder is None


async def test_a_credential_with_a_changed_signature_is_reported_as_altered(
    held: FoundItem,
) -> None:
    header, payload, signature = held.token.split(".")
    turned = signature[:-8] + signature[-8:].swapcase()
    verdict = await held.verdict(f"{header}.{payload}.{turned}")
    assert (verdict.kind, verdict.detail) == (ALTERED, Detail.SIGNATURE)


async def test_a_credential_with_members_that_its_proof_does_not_cover_is_not_called_valid(
    held: FoundItem,
) -> None:
    for added in ({"grade": "A+"}, {"creditsEarned": 4}):
        verdict = await held.verdict(json.dumps({**held.document, **added}))
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.NOT_COVERED)
        assert "anyone may have added it" in str(verdict.reason)
        assert verdict.holder is None


async def test_a_credential_with_an_unknown_context_is_reported_as_not_checked(
    held: FoundItem,
) -> None:
    for more in ({}, {"name": "@id"}, "https://elsewhere.example.org/context.json"):
        contexts = [*held.document["@context"], more]
        verdict = await held.verdict(json.dumps({**held.document, "@context": contexts}))
        assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.UNSUPPORTED)


async def test_a_jwt_whose_claims_contradict_its_credential_is_reported_as_not_checked(
    held: FoundItem,
) -> None:
    verdict = await held.verdict(held.signed(sub=f"{URL}/v/another#holder"))
    assert (verdict.kind, verdict.detail) == (UNCHECKED, Detail.CONTRADICTION)
    assert "its claim 'sub' contradicts what it says" in str(verdict.reason)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"validFrom": "2027-01-01T00:00:00Z"}, VerdictKind.NOT_YET_VALID),
        ({"validUntil": "2026-11-23T12:00:00Z"}, VerdictKind.EXPIRED),
    ],
)
async def test_a_credential_is_valid_only_within_its_dates(
    held: FoundItem, changes: dict[str, str], kind: VerdictKind
) -> None:
    verdict = await held.verdict(held.signed(**changes))
    assert (verdict.kind, verdict.detail) == (kind, Detail(kind.value))
    assert result_of(verdict, CheckName.DATES) is CheckResult.FAILED


async def test_a_credential_that_is_revoked_and_expired_is_shown_as_revoked(
    held: FoundItem,
) -> None:
    expired = held.signed(validUntil="2026-11-23T12:00:00Z")
    await held.world.edgefinder.revocations.revoke(held.code, "the affidavit was withdrawn")
    assert (await held.verdict(expired)).kind is VerdictKind.REVOKED


def result_of(verdict: Verdict, name: CheckName) -> CheckResult:
    return next(each.result for each in verdict.checks if each.check is name)


async def test_a_credential_signed_by_a_replaced_key_stays_valid(held: FoundItem) -> None:
    held.issuer.keys.rotate(Algorithm.ES256)
    for form in ("a JWT", "JSON-LD"):
        assert (await held.verdict(FORMS[form](held))).kind is VALID


async def test_every_credential_signed_by_a_revoked_key_is_untrusted(held: FoundItem) -> None:
    key = held.issuer.keys.current()
    assert key is not None
    held.issuer.keys.rotate()
    held.issuer.keys.revoke(key.kid, "the laptop was stolen")
    for form in ("a JWT", "JSON-LD", "a baked SVG"):
        verdict = await held.verdict(FORMS[form](held))
        assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.REVOKED_KEY)
        assert "revoked on 2026-11-23: the laptop was stolen" in str(verdict.reason)


async def test_a_credential_in_our_name_signed_by_another_key_is_untrusted(
    held: FoundItem, tmp_path: Path
) -> None:
    forger = Keys(tmp_path / "forger", held.world.clock).init()
    token = jose.split_token(held.token)
    assert token is not None
    for kid in (held.issuer.method(forger), "", "did:web:elsewhere.example#1"):
        verdict = await held.verdict(jose.sign(token.claims, forger, kid))
        assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.UNKNOWN_KEY)
    current = held.issuer.keys.current()
    assert current is not None
    borrowed = await held.verdict(jose.sign(token.claims, forger, held.issuer.method(current)))
    assert (borrowed.kind, borrowed.detail) == (ALTERED, Detail.SIGNATURE)


async def test_a_token_with_the_algorithm_none_is_not_valid(held: FoundItem) -> None:
    token = jose.split_token(held.token)
    assert token is not None
    head = {"alg": "none", "kid": token.kid, "typ": "JWT"}
    parts = [
        base64.urlsafe_b64encode(json.dumps(each).encode()).decode().rstrip("=")
        for each in (head, token.claims)
    ]
    for last in ("", "AAAA"):
        verdict = await held.verdict(f"{parts[0]}.{parts[1]}.{last}")
        assert verdict.kind in {UNTRUSTED, VerdictKind.UNREADABLE}


async def test_a_credential_without_a_signature_is_untrusted(held: FoundItem) -> None:
    bare = {name: value for name, value in held.document.items() if name != "proof"}
    verdict = await held.verdict(json.dumps(bare))
    assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.NOT_SIGNED)


async def test_a_name_that_was_changed_on_record_after_signing_is_shown_with_a_remark(
    held: FoundItem,
) -> None:
    async with held.world.edgefinder.database.begin() as connection:
        await connection.execute(update(people).values(family_name="Ionescu"))
    verdict = await held.verdict(held.token)
    assert (verdict.kind, verdict.detail) == (VALID, Detail.RECORD_CHANGED)
    assert verdict.holder == "Ana Ionescu"
    assert verdict.reason == "since it was signed, the holder's name has changed in our record"


async def test_a_credential_that_we_signed_and_have_no_record_of_is_reported_as_unknown(
    held: FoundItem,
) -> None:
    address = f"{URL}/v/EF-0000-0000-0000-0"
    token = held.signed(id=address, jti=address)
    verdict = await held.verdict(token)
    assert (verdict.kind, verdict.detail) == (VerdictKind.UNKNOWN, Detail.NOT_RECORDED)


@dataclass
class Elsewhere:
    """An untrusted issuer, Lakeside College, and one of its credentials in two forms."""

    issuer: Issuer
    token: str
    document: dict[str, Any]


@pytest.fixture
async def elsewhere(tmp_path: Path) -> Elsewhere:
    folder = tmp_path / "lakeside"
    edgefinder = await open_edgefinder(
        database_url=f"sqlite:///{folder}/lakeside.db",
        issuer="Lakeside College",
        public_url="https://lakeside.example.org",
        keys_dir=folder / "keys",
        clock=StoppedClock(),
    )
    world = World(edgefinder, None, StoppedClock())  # type: ignore[arg-type]  # not used
    signing = edgefinder.signing
    assert signing.issuer is not None
    signing.issuer.keys.init()
    await world.candidate("77", "Dana Whitfield")
    awarded = await signing.find_award(await world.award("77", "M1-JBL", date(2026, 6, 1)))
    assert awarded is not None
    token, document = await signing.token(awarded), await signing.document(awarded)
    await edgefinder.close()
    assert isinstance(token, str)
    assert isinstance(document, dict)
    return Elsewhere(signing.issuer, token, document)


async def test_a_credential_of_an_issuer_that_is_not_trusted_is_untrusted_and_names_the_issuer(
    held: FoundItem, elsewhere: Elsewhere
) -> None:
    for content in (elsewhere.token, json.dumps(elsewhere.document)):
        verdict = await held.verdict(content)
        assert (verdict.kind, verdict.detail) == (UNTRUSTED, Detail.OTHER_ISSUER)
        assert verdict.issuer == "Lakeside College"
        assert verdict.holder is None


async def test_a_trusted_issuers_credential_is_verified_with_the_document_in_the_trusted_folder(
    held: FoundItem, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    trusted = tmp_path / "trusted"
    trusted.mkdir()
    (trusted / "lakeside.json").write_text(json.dumps(elsewhere.issuer.document()))
    edgefinder = await open_edgefinder(
        database_url=str(held.world.edgefinder.database.engine.url),
        public_url=URL,
        trusted_dir=trusted,
        clock=held.world.clock,
    )
    check = edgefinder.verification.verify_file
    for content in (elsewhere.token, json.dumps(elsewhere.document)):
        [verdict] = await check("badge", content.encode())
        assert (verdict.kind, verdict.issuer) == (VALID, "Lakeside College")
        assert (verdict.holder, verdict.issued_on) == ("Dana Whitfield", date(2026, 6, 1))
        assert "only its issuer can say" in str(verdict.reason)
    [forged] = await check("badge", with_claims(elsewhere.token, rename).encode())
    assert (forged.kind, forged.issuer) == (ALTERED, "Lakeside College")
    await edgefinder.close()


async def test_text_in_a_strangers_credential_is_quoted_briefly_and_on_one_line(
    held: FoundItem, elsewhere: Elsewhere
) -> None:
    key = elsewhere.issuer.keys.current()
    token = jose.split_token(elsewhere.token)
    assert key is not None
    assert token is not None
    issuer = {**token.claims["issuer"], "name": "A\nB " + "x" * 500}
    verdict = await held.verdict(jose.sign({**token.claims, "issuer": issuer}, key, "k"))
    assert "\n" not in str(verdict.issuer)
    assert len(str(verdict.issuer)) < 130


async def test_a_credential_that_takes_too_long_to_check_is_reported_as_not_checked(
    held: FoundItem,
) -> None:
    nodes = [f"_:b{place}" for place in range(12)]
    hostile = {
        **held.document,
        "credentialSubject": [
            {
                "id": node,
                "type": ["AchievementSubject"],
                "achievement": [{"id": other} for other in nodes if other != node],
            }
            for node in nodes
        ],
    }
    assert (await held.verdict(json.dumps(hostile))).kind is UNCHECKED


UNREADABLE: dict[str, tuple[bytes, Detail]] = {
    "nothing": (b"", Detail.NOT_A_CREDENTIAL),
    "a letter": ("Liebe Grüße".encode("latin-1"), Detail.NOT_A_CREDENTIAL),
    "JSON of something else": (b'{"a": 1}', Detail.NOT_A_CREDENTIAL),
    "broken JSON": (b'{"a": ', Detail.DAMAGED),
    "JSON without an end": (b'{"a":' * 100_000, Detail.DAMAGED),
    "a picture of nothing": (png("title", "x", packed=False), Detail.NOT_A_CREDENTIAL),
    "half a picture": (png("title", "x", packed=False)[:60], Detail.DAMAGED),
    "half a PDF": (b"%PDF-1.7\n1 0 obj <<", Detail.DAMAGED),
    "an SVG that is not baked": (b"<svg/>", Detail.NOT_A_CREDENTIAL),
    "an XML with entities": (
        b'<!DOCTYPE x [<!ENTITY a "b">]><svg>&a;</svg>',
        Detail.DAMAGED,
    ),
    "a file that is too large": (b"x" * (MOST_BYTES + 1), Detail.TOO_LARGE),
    "a token of something else": (b"eyJhbGciOiJFUzI1NiJ9.e30.AAAA", Detail.NOT_A_CREDENTIAL),
    "a picture that unpacks to too much": (
        png("title", "x", packed=False).replace((8).to_bytes(4) * 2, (60_000).to_bytes(4) * 2),
        Detail.TOO_LARGE,
    ),
}


def _with_right_sum(raw: bytes) -> bytes:
    """Return a PNG whose header was changed, with the checksum corrected."""
    head = raw[12:29]
    return raw[:29] + zlib.crc32(head).to_bytes(4) + raw[33:]


@pytest.mark.parametrize("what", UNREADABLE)
async def test_a_file_without_a_credential_is_reported_with_the_reason(
    held: FoundItem, what: str
) -> None:
    content, detail = UNREADABLE[what]
    if what.startswith("a picture that unpacks"):
        content = _with_right_sum(content)
    verdict = await held.verdict(content, "letter.bin")
    assert (verdict.kind, verdict.detail, verdict.code) == (
        VerdictKind.UNREADABLE,
        detail,
        "letter.bin",
    )
    assert verdict.reason


@given(st.binary(max_size=300))
def test_reading_a_file_of_any_bytes_raises_no_error(raw: bytes) -> None:
    for start in (
        b"",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n",
        b"<svg",
        b"{",
        b"\xff\xd8\xff",
        b"GIF89a",
    ):
        assert all(isinstance(held, NothingFound) for held in read_file(start + raw))


async def test_a_proof_by_another_key_of_the_same_kind_is_reported_as_altered(
    held: FoundItem, tmp_path: Path
) -> None:
    forger = Keys(tmp_path / "forger", held.world.clock).init()
    bare = {name: value for name, value in held.document.items() if name != "proof"}
    method = held.document["proof"]["verificationMethod"]
    forged = add_proof(bare, forger.jose, method, held.world.clock())  # type: ignore[arg-type]  # Ed25519
    verdict = await held.verdict(json.dumps(forged))
    assert (verdict.kind, verdict.detail) == (ALTERED, Detail.SIGNATURE)


async def test_a_credential_signed_ten_years_ago_is_still_valid(held: FoundItem) -> None:
    held.world.clock.pass_by(days=timedelta(days=3650).days)
    assert (await held.verdict(held.token)).kind is VALID
