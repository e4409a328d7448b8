"""The public pages in the reader's language, and with the center's own settings."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from adapters.serve import center_of
from adapters.settings import SettingsError
from adapters.settings_loading import settings_from
from adapters.web.app import web_app
from adapters.web.page_view import Center, preferred_locale
from core.awards.codes import new_code
from tests.adapters.test_web_responses import words
from tests.adapters.web_server import served
from tests.world import World, open_world

SPANISH = {"Accept": "text/html", "Accept-Language": "es-MX,es;q=0.9,en;q=0.8"}
ROOT = "https://verify.example.org"


@dataclass
class Site:
    """A center's web server; the candidate Ana has a credential and meets a goal."""

    world: World
    url: str
    session: aiohttp.ClientSession
    earned: str

    async def get(
        self, path: str, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], str]:
        async with self.session.get(f"{self.url}{path}", headers=headers) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            return response.status, names, await response.text()

    async def proof(self) -> str:
        parts = self.world.edgefinder
        goal = (await parts.goal_repository.everything())["ccc-mfgt-123"]
        made = await parts.proofs.make(self.world.ids["1001"], goal, 30, shows=True, met=True)
        assert made is not None
        return made.token


@pytest.fixture
async def site(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    world = await open_world(sqlite_url, ROOT, tmp_path / "keys")
    await world.candidate("1001", "Ana Popescu")
    earned = await world.award("1001", "M1-CMP", date(2026, 5, 1))
    async with served(web_app(world.edgefinder)) as url, aiohttp.ClientSession() as session:
        yield Site(world, url, session, earned)
    await world.edgefinder.close()


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        *(("", "en"), ("es", "es"), ("es-MX,es;q=0.9,en;q=0.8", "es-MX"), ("en-GB,es;q=0.9", "en")),
        *(("fr,es;q=0.5,en;q=0.4", "es"), ("fr, de", "en"), ("en;q=0.1, es;q=0", "en")),
        *(("*", "en"), ("es;q=nonsense", "en"), (";;;,,=", "en"), ("ES-us", "ES-us")),
    ],
)
def test_the_browsers_language_preferences_are_weighted(header: str, locale: str) -> None:
    assert preferred_locale({"accept-language": header}) == locale


async def test_pages_are_spanish_for_a_browser_that_asks_for_spanish(site: Site) -> None:
    proof = await site.proof()
    for path, said in (
        ("/", "Verifique una credencial NIMS"),
        ("/verify", "elija el archivo que le dieron"),
        ("/achievements", "Qué demuestra cada una"),
        ("/achievements/M1-CMP", "Cómo se obtiene"),
        ("/privacy", "Sus derechos"),
        (f"/v/{site.earned}", "Titular Ana Popescu"),
        (f"/v/{site.earned}/share", "Comparta su credencial"),
        (f"/v/{new_code()}", "No hay ninguna credencial con el código"),
        ("/v/hello", "está mal escrito"),
        (f"/g/{proof}", "Esta meta se cumple La cumple Ana Popescu"),
        ("/g/nothing", "Este enlace no demuestra nada"),
        ("/nowhere", "Aquí no hay nada"),
        ("/achievements/X9-GONE", "Ninguna credencial tiene este código"),
    ):
        _, headers, page = await site.get(path, SPANISH)
        assert said in words(page), path
        assert '<html lang="es">' in page
        assert headers["content-language"] == "es"
        assert headers["vary"] == "Accept, Accept-Language"
        left = {"Check", "Held", "Issued", "The", "This", "credential", "with", "Nothing"}
        official = words(page).replace("CNC Milling: Programming Setup & Operations", "")
        if path != "/achievements":
            assert not left & set(official.split()), path


async def test_titles_stay_official_with_a_translation_beside_them(site: Site) -> None:
    page = words((await site.get(f"/v/{site.earned}", SPANISH))[2])
    assert "CNC Milling: Programming Setup & Operations" in page
    assert "fresado" in page.lower()
    assert "Emitida el 1 de mayo de 2026" in page
    assert "23 de noviembre de 2026, 12:00 UTC" in page


async def test_a_link_changes_the_language_and_the_next_pages_keep_it(site: Site) -> None:
    _, headers, page = await site.get("/")
    assert headers["content-language"] == "en"
    assert '<a href="?lang=es" hreflang="es" lang="es">Español</a>' in page
    _, headers, page = await site.get("/?lang=es")
    assert headers["content-language"] == "es"
    for link in ("/verify?lang=es", "/achievements?lang=es", "/privacy?lang=es"):
        assert f'href="{link}"' in page
    assert 'action="/verify?lang=es"' in page
    _, _, english = await site.get("/?lang=en", SPANISH)
    assert '<html lang="en">' in english
    assert "set-cookie" not in headers


async def test_json_is_the_same_in_every_language(site: Site) -> None:
    for path in (f"/v/{site.earned}.json", "/v/hello.json", "/nowhere.json", "/g/nothing.json"):
        _, _, spanish = await site.get(path, SPANISH)
        assert spanish == (await site.get(path))[2]
        assert spanish == (await site.get(f"{path}?lang=es"))[2]


async def test_a_preview_is_in_the_language_of_the_link(site: Site) -> None:
    _, _, page = await site.get(f"/v/{site.earned}?lang=es")
    told = dict(re.findall(r'<meta property="(og:[\w:]+)" content="([^"]*)">', page))
    assert told["og:locale"] == "es_US"
    assert told["og:description"].startswith("Esta credencial es válida. Emitida el 1 de mayo")
    picture = told["og:image"].removeprefix(ROOT)
    assert picture.endswith("/preview.png?lang=es")
    async with site.session.get(f"{site.url}{picture}") as spanish:
        assert spanish.status == 200
        drawn = await spanish.read()
    async with site.session.get(f"{site.url}{picture.partition('?')[0]}") as english:
        assert drawn != await english.read()


async def test_a_proof_typed_into_the_form_is_answered(site: Site) -> None:
    token = await site.proof()
    for typed in (token, f"{ROOT}/g/{token}", f" {ROOT}/g/{token}. "):
        form = aiohttp.FormData({"code": typed}, default_to_multipart=True)
        async with site.session.post(f"{site.url}/verify?lang=es", data=form) as answer:
            assert answer.status == 200
            assert answer.url.path == f"/g/{token}"
            assert "Esta meta se cumple" in await answer.text()


async def test_every_error_page_links_to_the_form_and_the_front_page(site: Site) -> None:
    for path in (
        "/nowhere",
        "/g/nothing",
        "/achievements/X9-GONE",
        "/slack/install",
        "/v/x/badge.png",
    ):
        status, _, page = await site.get(path)
        assert status == 404
        links = re.findall(r'<li><a href="([^"]+)"', page)
        assert "/verify" in links, path
        assert "/" in links, path


async def test_a_holder_finds_everything_about_a_credential_on_one_page(
    site: Site,
) -> None:
    status, headers, page = await site.get(f"/v/{site.earned}/share")
    assert status == 200
    assert "https://www.linkedin.com/profile/add?" in page
    assert f"https://wa.me/?text={quote(f'{ROOT}/v/{site.earned}')}" in page
    assert "Certificate in Spanish" in page
    assert "<svg" in page
    assert "script-src 'sha256-" in headers["content-security-policy"]
    assert (await site.get(f"/v/{new_code()}/share"))[0] == 404


def test_the_centers_logo_color_and_link_come_from_the_settings(
    world: World, tmp_path: Path
) -> None:
    logo = tmp_path / "logo.SVG"
    logo.write_text("<svg/>", "utf-8")
    settings = settings_from(
        {
            "issuer_logo": str(logo),
            "issuer_color": "#7a1f3d",
            "issuer_url": "https://example.org/",
        }
    )
    center = center_of(settings, world.edgefinder)
    assert (center.logo, center.logo_type) == (b"<svg/>", "image/svg+xml")
    assert (center.color, center.url) == ("#7a1f3d", "https://example.org")


@pytest.mark.parametrize(
    ("name", "value", "how"),
    [
        ("issuer_color", "red", "write # and six digits"),
        ("issuer_color", "#12324f; } body {", "write # and six digits"),
        ("issuer_logo", "nowhere.png", "names a file that does not exist"),
        ("issuer_logo", "logo.txt", "give a PNG, JPEG, WebP or SVG file"),
        ("issuer_logo", "large.png", "give a smaller picture"),
    ],
)
def test_an_invalid_setting_is_refused_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, how: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("logo.txt").write_text("x", "utf-8")
    Path("large.png").write_bytes(bytes(300_001))
    with pytest.raises(SettingsError, match=re.escape(how)):
        settings_from({name: value})


async def test_the_center_is_at_the_top_of_every_page_with_its_logo_and_color(
    world: World,
) -> None:
    center = Center(
        "Ridgeline", "+1 555 0100", "https://example.org", "#7a1f3d", b"<svg/>", "image/svg+xml"
    )
    app = web_app(world.edgefinder, center=center)
    async with served(app) as url, aiohttp.ClientSession() as session:
        for path in ("/", "/verify", "/achievements", "/privacy", "/nowhere", "/v/hello"):
            async with session.get(f"{url}{path}") as answer:
                page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
            assert '<img src="/logo"' in page
            assert "--brand: #7a1f3d" in page
            assert 'href="https://example.org"' in page
            assert "Questions? Ask +1 555 0100." in words(page)
            assert "run by Ridgeline, not by NIMS" in words(page)
            assert "img-src 'self'" in policy
        async with session.get(f"{url}/logo") as logo:
            assert (logo.status, await logo.read()) == (200, b"<svg/>")
            assert logo.headers["Content-Type"] == "image/svg+xml"
            assert "default-src 'none'" in logo.headers["Content-Security-Policy"]
