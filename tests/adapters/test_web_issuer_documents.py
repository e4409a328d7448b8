"""What verifiers download: the issuer's document, status lists, signed credentials."""

import io
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import aiohttp
import pytest
from PIL import Image

from adapters.open_edgefinder import open_with
from adapters.serve import center_of
from adapters.settings import Settings
from adapters.web.app import web_app
from core.awards.codes import new_code
from core.awards.jose import Token, is_signed_by, split_token
from core.awards.keys import Algorithm
from core.awards.status_lists import is_set
from core.verification.verdict import VerdictKind
from tests.adapters.web_server import served
from tests.world import TODAY, World, open_world


@dataclass
class Site:
    world: World
    url: str
    session: aiohttp.ClientSession
    earned: str
    revoked: str

    async def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        async with self.session.get(f"{self.url}{path}", headers=headers) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            return response.status, names, await response.read()

    async def token(self, path: str) -> Token:
        status, _, body = await self.get(path)
        assert status == 200
        token = split_token(body.decode())
        assert token is not None
        return token


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url, "https://verify.example.org", tmp_path / "keys")
    issuer = world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.init()
    await world.candidate("1001", "Ana Popescu")
    await world.candidate("1002", "Ben Okoro")
    earned = await world.award("1001", "M1-MMS", date(2026, 5, 1))
    revoked = await world.award(
        "1002",
        "M1-JBL",
        TODAY,
        revoked_on=TODAY,
        revoked_because="withdrawn",
        revoked_by="issuer",
    )
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session, earned, revoked)
    await world.edgefinder.close()


async def test_a_verifier_finds_the_signing_key_in_the_issuers_document(site: Site) -> None:
    token = await site.token(f"/v/{site.earned}/credential.jwt")
    status, headers, body = await site.get("/.well-known/did.json")
    document = json.loads(body)
    assert (status, headers["content-type"]) == (200, "application/did+json")
    assert document["id"] == token.claims["issuer"]["id"]
    assert token.kid in document["assertionMethod"]
    issuer = site.world.edgefinder.signing.issuer
    assert issuer is not None
    key = issuer.key_of(token.kid)
    assert key is not None
    assert is_signed_by(token, key.jose, key.algorithm)


async def test_an_unchanged_status_list_is_not_sent_again(site: Site) -> None:
    told = (await site.token(f"/v/{site.earned}/credential.jwt")).claims["credentialStatus"]
    assert told["statusListCredential"] == "https://verify.example.org/status/0"
    status, headers, body = await site.get("/status/0")
    assert (status, headers["content-type"]) == (200, "application/vc+jwt")
    assert headers["cache-control"] == "public, max-age=300"
    token = split_token(body.decode())
    assert token is not None
    encoded = token.claims["credentialSubject"]["encodedList"]
    assert not is_set(encoded, int(told["statusListIndex"]))
    again = await site.get("/status/0", **{"If-None-Match": headers["etag"]})
    assert (again[0], again[2]) == (304, b"")
    assert again[1]["etag"] == headers["etag"]


CREDENTIAL = {
    "": "text/html",
    "text/html,application/xhtml+xml,application/ld+json;q=0.9": "text/html",
    "application/json": "application/json",
    "application/vc": "application/vc",
    "application/ld+json, application/json": "application/ld+json",
    "application/json;q=0.5, application/vc": "application/vc",
    "application/vc+jwt": "application/vc+jwt",
}


@pytest.mark.parametrize("accept", CREDENTIAL)
async def test_a_credentials_address_serves_the_signed_credential_on_request(
    site: Site, accept: str
) -> None:
    status, headers, body = await site.get(f"/v/{site.earned}", Accept=accept)
    wanted = CREDENTIAL[accept]
    assert (status, headers["content-type"].partition(";")[0]) == (200, wanted)
    assert headers["vary"].startswith("Accept")
    if wanted in {"application/vc", "application/ld+json"}:
        document = json.loads(body)
        assert document["id"] == f"https://verify.example.org/v/{site.earned}"
        assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    if wanted.startswith("application/vc"):
        assert (await site.get(f"/v/{site.revoked}", Accept=accept))[0] == 410
        assert (await site.get(f"/v/{new_code()}", Accept=accept))[0] == 404


LISTS = {
    ("/status/0", ""): ("application/vc+jwt", ""),
    ("/status/0", "*/*"): ("application/vc+jwt", ""),
    ("/status/0", "application/vc+jwt, application/vc;q=0.5"): ("application/vc+jwt", ""),
    ("/status/0", "application/vc"): ("application/vc", "/status/0"),
    ("/status/0", "application/ld+json, application/json"): ("application/ld+json", "/status/0"),
    ("/status/0", "application/json"): ("application/json", "/status/0"),
    ("/status/0.json", ""): ("application/ld+json", "/status/0.json"),
    ("/status/0.json", "application/vc"): ("application/vc", "/status/0.json"),
}


@pytest.mark.parametrize(("path", "accept"), LISTS)
async def test_a_status_list_has_the_requested_form_and_its_own_address(
    site: Site, path: str, accept: str
) -> None:
    told = json.loads((await site.get(f"/v/{site.earned}/credential.json"))[2])
    entry = told["credentialStatus"]
    assert entry["statusListCredential"] == "https://verify.example.org/status/0.json"
    kind, named = LISTS[path, accept]
    status, headers, body = await site.get(path, Accept=accept)
    assert (status, headers["content-type"], headers["vary"]) == (200, kind, "Accept")
    if not named:
        assert split_token(body.decode()) is not None
        return
    document = json.loads(body)
    assert document["id"] == f"https://verify.example.org{named}"
    assert document["proof"]["type"] == "DataIntegrityProof"
    again = await site.get(path, **{"Accept": accept, "If-None-Match": headers["etag"]})
    assert again[0] == 304
    jwt = await site.get("/status/0", **{"Accept": "*/*", "If-None-Match": headers["etag"]})
    assert jwt[0] == 200


async def test_if_there_is_only_a_jwt_key_no_page_links_to_a_missing_document(site: Site) -> None:
    issuer = site.world.edgefinder.signing.issuer
    assert issuer is not None
    issuer.keys.rotate(Algorithm.ES256)
    for path in (f"/v/{site.earned}", "/verify/without-us"):
        page = (await site.get(path))[2].decode()
        assert "credential.jwt" in page
        assert "credential.json" not in page
        for link in re.findall(r'href="([^"#?]+)"', page):
            root = "https://verify.example.org"
            assert (await site.get(link.removeprefix(root)))[0] == 200
    assert (await site.get(f"/v/{site.earned}/credential.json"))[0] == 404
    assert (await site.get("/status/0.json"))[0] == 404


async def test_developers_are_told_where_the_keys_are_and_what_to_check(site: Site) -> None:
    root = "https://verify.example.org"
    page = (await site.get("/verify/without-us"))[2].decode()
    for part in ("did:web:verify.example.org", "/status/N.json", "eddsa-rdfc-2022", "EdDSA"):
        assert part in page
    links = re.findall(r'href="([^"#?]+)"', page)
    assert f"{root}/.well-known/did.json" in links
    for link in links:
        assert (await site.get(link.removeprefix(root)))[0] == 200
    bare = await open_world(str(site.world.edgefinder.database.engine.url))
    async with served(web_app(bare.edgefinder)) as url:
        plain = Site(bare, url, site.session, site.earned, site.revoked)
        status, _, body = await plain.get("/verify/without-us")
    await bare.edgefinder.close()
    assert status == 200
    assert "does not sign its credentials yet" in body.decode()


async def test_the_achievement_has_a_picture_that_exists(site: Site) -> None:
    token = await site.token(f"/v/{site.earned}/credential.jwt")
    image = token.claims["credentialSubject"]["achievement"]["image"]
    assert image["type"] == "Image"
    status, headers, body = await site.get(image["id"].removeprefix("https://verify.example.org"))
    assert (status, headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.size == (512, 512)
    assert (await site.get("/achievements/NONE/badge.png"))[0] == 404


async def test_the_issuer_has_a_picture_if_it_has_a_logo(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await site.token(f"/v/{site.earned}/credential.jwt")
    assert "image" not in token.claims["issuer"]
    (tmp_path / "logo.png").write_bytes(b"a picture")
    settings = Settings(
        database_url=str(site.world.edgefinder.database.engine.url).replace("+aiosqlite", ""),
        public_url="https://verify.example.org",
        keys_dir=tmp_path / "keys",
        issuer_logo=tmp_path / "logo.png",
    )
    edgefinder = await open_with(settings)
    world = replace(site.world, edgefinder=edgefinder)
    async with served(web_app(edgefinder, center=center_of(settings, edgefinder))) as url:
        other = Site(world, url, site.session, site.earned, site.revoked)
        told = (await other.token(f"/v/{site.earned}/credential.jwt")).claims["issuer"]["image"]
        assert told["type"] == "Image"
        answered = await other.get(told["id"].removeprefix("https://verify.example.org"))
    await edgefinder.close()
    assert (answered[0], answered[2]) == (200, b"a picture")


async def test_a_status_list_names_nobody(site: Site) -> None:
    await site.token(f"/v/{site.earned}/credential.jwt")
    token = await site.token("/status/0")
    assert "Ana" not in json.dumps(token.claims)
    assert site.earned not in json.dumps(token.claims)


@pytest.mark.parametrize("path", ["/status/7", "/status/x", "/status/-1", "/status/99999999999999"])
async def test_a_missing_status_list_is_not_found(site: Site, path: str) -> None:
    assert (await site.get(path))[0] == 404


@pytest.mark.parametrize("name", ["credential.jwt", "credential.json"])
async def test_signed_credentials_are_served_only_for_valid_codes(site: Site, name: str) -> None:
    status, headers, body = await site.get(f"/v/{site.earned}/{name}")
    assert status == 200
    assert headers["content-disposition"] == f'attachment; filename="{name}"'
    assert headers["cache-control"] == "no-store"
    assert body
    assert (await site.get(f"/v/{site.revoked}/{name}"))[0] == 410
    assert (await site.get(f"/v/{new_code()}/{name}"))[0] == 404
    assert (await site.get(f"/v/nothing/{name}"))[0] == 404


async def test_the_page_explains_independent_checking_and_loads_nothing(site: Site) -> None:
    page = (await site.get(f"/v/{site.earned}"))[2].decode()
    assert "check it without us" in page
    root = "https://verify.example.org"
    links = {each.removeprefix(root) for each in re.findall(r'href="([^"#]+)"', page)}
    assert {unquote(link) for link in links} == {
        *("/", "/achievements", "/privacy", "?lang=es", "/verify/without-us"),
        *(f"/v/{site.earned}.json", f"/v/{site.earned}/share"),
        *("/verify", "/achievements/M1-MMS"),
        *(f"/v/{site.earned}/credential.{kind}" for kind in ("jwt", "json")),
        *(f"/v/{site.earned}/certificate.pdf{query}" for query in ("", "?paper=a4")),
        *(f"/v/{site.earned}/badge.{kind}" for kind in ("png", "svg")),
    }
    for link in links:
        assert (await site.get(link if link.startswith("/") else f"/{link}"))[0] == 200
    assert not re.search(r"<link|<img|\bsrc=|\bon\w+=|\bstyle=", page)


async def test_a_link_preview_shows_the_holders_name_if_the_holder_chose_so(site: Site) -> None:
    preview = f"/v/{site.earned}/preview.png"
    _, _, without = await site.get(preview)
    ids = site.world.ids
    holdings = site.world.edgefinder.holdings
    assert await holdings.name_in_previews(ids["1001"], ids[site.earned], shown=True)
    page = (await site.get(f"/v/{site.earned}"))[2].decode()
    assert 'content="Measurement, Materials &amp; Safety: Ana Popescu"' in page
    _, _, named = await site.get(preview)
    assert named != without
    assert not await holdings.name_in_previews(ids["1001"] + 99, ids[site.earned], shown=False)


async def test_a_link_preview_has_a_picture(site: Site) -> None:
    page = (await site.get(f"/v/{site.earned}"))[2].decode()
    told = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
    assert told["og:title"] == "Measurement, Materials &amp; Safety"
    assert not any("Ana" in text for text in re.findall(r"<meta [^>]*>", page))
    assert unquote(told["og:image"]) == f"https://verify.example.org/v/{site.earned}/preview.png"
    status, headers, body = await site.get(f"/v/{site.earned}/preview.png")
    assert (status, headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(body)) as picture:
        assert picture.size == (1200, 630)
    revoked = (await site.get(f"/v/{site.revoked}"))[2].decode()
    assert "og:image" not in revoked
    assert "Okoro" not in "".join(re.findall(r"<meta [^>]*>", revoked))
    assert "badge.png" not in revoked
    assert "/share" not in revoked


async def test_certificates_and_badges_are_served_only_for_valid_codes(site: Site) -> None:
    for name, kind in (
        ("badge.png", "image/png"),
        ("badge.svg", "image/svg+xml"),
        ("certificate.pdf", "application/pdf"),
        ("certificate.pdf?paper=a4&lang=es", "application/pdf"),
    ):
        status, headers, body = await site.get(f"/v/{site.earned}/{name}")
        assert (status, headers["content-type"]) == (200, kind)
        [verdict] = await site.world.edgefinder.verification.verify_file(name, body)
        assert (verdict.kind, verdict.code) == (VerdictKind.VALID, site.earned)
        assert (await site.get(f"/v/{site.revoked}/{name}"))[0] == 410
        assert (await site.get(f"/v/{new_code()}/{name}"))[0] == 404


async def test_without_keys_nothing_is_signed_and_the_pages_work(site: Site) -> None:
    bare = await open_world(str(site.world.edgefinder.database.engine.url))
    async with served(web_app(bare.edgefinder)) as url:
        plain = Site(bare, url, site.session, site.earned, site.revoked)
        for path in ("/.well-known/did.json", "/status/0", f"/v/{site.earned}/credential.jwt"):
            assert (await plain.get(path))[0] == 404
        assert (await plain.get(f"/v/{site.earned}"))[0] == 200
    await bare.edgefinder.close()


async def test_a_withdrawn_code_has_a_page_and_no_downloads(site: Site) -> None:
    awarded = await site.world.edgefinder.signing.find_award(site.earned)
    assert awarded is not None
    assert await site.world.edgefinder.holdings.withdraw(site.world.ids["1001"], awarded.id)
    status, _, page = await site.get(f"/v/{site.earned}")
    assert status == 410
    assert b"Its holder has stopped sharing this credential" in page
    assert b"Ana" not in page
    for name in ("credential.jwt", "certificate.pdf", "badge.png", "preview.png"):
        assert (await site.get(f"/v/{site.earned}/{name}"))[0] == 410
