"""Render the public pages: verdicts, goal proofs, the front page, errors."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from fastapi.responses import Response
from jinja2 import Environment, Template

from adapters.web.guard import NO_CONTENT
from adapters.web.install_pages import Link
from adapters.web.page_view import View
from bot.html_templates import html_environment
from bot.verdict_words import check_summary, check_words, words_of
from core.awards.badge import badge_svg
from core.awards.credential import Awarded
from core.awards.plain_meaning import (
    exam_in_words,
    what_it_certifies,
    what_it_is_awarded_for,
)
from core.awards.signing import Signing
from core.catalog.model import Catalog, Credential
from core.data_rights.retention_periods import Retention
from core.goals.proofs import Proven
from core.typesetting import qr_code
from core.verification.files.found_items import MOST_BYTES
from core.verification.verdict import Verdict, VerdictKind, exit_code

_WITH_FORM = NO_CONTENT.replace("form-action 'none'", "form-action 'self'")
_SCRIPT = "page.js"


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page, its view and its Content-Security-Policy.

    The policy allows only the page's own style and script.
    """

    text: str
    policy: str
    view: View

    def answer(self, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """Return the page as an HTTP response."""
        all_headers = {
            **(headers or {}),
            **self.view.headers(),
            "Content-Security-Policy": self.policy,
        }
        return Response(self.text, status, all_headers, media_type="text/html")


@dataclass(frozen=True, slots=True)
class Offers:
    """The links and downloads that a page offers beside the verdict.

    - `base` is the start of the downloads' URLs.
    - `signed`: the credential is signed. `proven`: it is also available with an embedded proof.
    - `url` is the page's own public URL, or '' if it has none.
    - `page` is the URL of the credential's page, if that is another page.
    - `about` is the URL of the page about what the credential certifies.
    - `without_us` is the URL of the page about checking credentials with other software.
    """

    base: str
    without_us: str
    signed: bool
    proven: bool = False
    url: str = ""
    page: str = ""
    about: str = ""


def verification_page(
    verdict: Verdict,
    catalog: Catalog,
    view: View,
    offers: Offers | None = None,
    form: str = "",
) -> Page:
    """Return the page of a verdict.

    `form` is the URL where people can check another credential.
    """
    credential = catalog.credential(verdict.catalog_code)
    acts = offers is not None and bool(offers.url and verdict.holder)
    meaning = what_it_certifies if verdict.kind is VerdictKind.VALID else what_it_is_awarded_for
    return _page(
        "verification.html",
        view,
        script=_file(_SCRIPT) if acts else "",
        verdict=verdict,
        said=words_of(verdict),
        checks=check_words(verdict.checks),
        credential=credential,
        offers=offers,
        form=form,
        badge=badge_svg(credential, catalog) if credential and verdict.holder else "",
        certifies=meaning(credential) if credential else "",
        exams=[exam_in_words(exam) for exam in credential.exams] if credential else [],
        checked=check_summary(verdict),
    )


def verifications_page(verdicts: Sequence[Verdict], view: View, root: str) -> Page:
    """Return the page with several verdicts.

    The page's heading is positive only if all verdicts are valid. `root` is our public URL, or ''
    if there is none.
    """
    valid = sum(verdict.kind is VerdictKind.VALID for verdict in verdicts)
    told = [(verdict, words_of(verdict), check_summary(verdict)) for verdict in verdicts]
    worst = ("valid", "revoked", "unchecked")[exit_code([verdict.kind for verdict in verdicts])]
    return _page(
        "verifications.html",
        view,
        styles=("page.css", "several.css"),
        told=told,
        valid=valid,
        kind=worst,
        sign={"valid": "✓", "revoked": "✗", "unchecked": "?"}[worst],
        as_of=verdicts[0].as_of,
        source=verdicts[0].source,
        root=root,
    )


def share_page(
    awarded: Awarded, catalog: Catalog, view: View, links: Mapping[str, str], *, signed: bool
) -> Page:
    """Return the page that shows holders what they can do with a credential.

    `links` has the URL of the credential's page (`link`), the start of the URLs of its files
    (`base`) and the URL of LinkedIn's form (`linkedin`).
    """
    credential = catalog.credential(awarded.credential)
    return _page(
        "share.html",
        view,
        script=_file(_SCRIPT),
        awarded=awarded,
        title=credential.title if credential else awarded.credential,
        badge=badge_svg(credential, catalog) if credential else "",
        qr=qr_code(links["link"]).decode(),
        signed=signed,
        links=links,
    )


def achievement_page(credential: Credential, catalog: Catalog, view: View) -> Page:
    """Return the page about what a credential certifies, which is the same for every holder."""
    return _page(
        "achievement.html",
        view,
        credential=credential,
        badge=badge_svg(credential, catalog),
        certifies=what_it_certifies(credential),
        exams=[exam_in_words(exam) for exam in credential.exams],
    )


def goal_proof_page(proven: Proven | None, view: View) -> Page:
    """Return the page with a goal proof's current result.

    If `proven` is None, the page says that the link is not valid.
    """
    return _page("goal_proof.html", view, proven=proven)


def message_page(
    headline: str, advice: str, view: View, links: Sequence[Link] = (), *, good: bool = False
) -> Page:
    """Return a page with a headline, a line about what to do, and links.

    `good`: the headline reports a success, not a problem.
    """
    return _page("message.html", view, headline=headline, advice=advice, links=links, good=good)


def checking_page(view: View, problem: str = "") -> Page:
    """Return the page with the form for checking a credential.

    `problem` says what was wrong with the submitted form.
    """
    return _page("checking.html", view, form=True, problem=problem, most=_MOST_MB)


def front_page(view: View) -> Page:
    """Return the front page: what Edgefinder is, for whom, and a form to check a credential."""
    return _page("front.html", view, form=True, problem="", most=_MOST_MB)


_MOST_MB = MOST_BYTES // 1024 // 1024


def achievements_page(areas: Sequence[tuple[str, Sequence[Credential]]], view: View) -> Page:
    """Return the page that lists all credentials by area."""
    return _page("achievements.html", view, areas=areas)


def without_us_page(view: View, root: str, signing: Signing) -> Page:
    """Return the page that tells developers how to check our credentials with other software."""
    signed = signing.ready() is None
    keys = signing.issuer.keys if signed and signing.issuer else None
    token_key = keys.for_tokens() if keys else None
    return _page(
        "without_us.html",
        view,
        styles=("page.css", "programs.css"),
        root=root,
        signed=signed,
        proven=keys is not None and keys.for_proofs() is not None,
        did=signing.issuer.did if signing.issuer else "",
        algorithm=token_key.algorithm.value if token_key else "",
    )


def privacy_page(view: View, kept: Retention, contact: str | None) -> Page:
    """Return the privacy page.

    The page says what is stored about people, for how long, who sees it, and what they can do.
    """
    return _page("privacy.html", view, kept=kept, contact=contact)


def _page(
    template: str,
    view: View,
    styles: tuple[str, ...] = ("page.css",),
    script: str = "",
    **data: object,
) -> Page:
    style = "".join(_file(name) for name in styles)
    if view.center.color:
        style += f":root {{ --brand: {view.center.color}; }}"
    text = _template(template).render(
        style=style, script=script, view=view, locale=view.locale, **data
    )
    policy = _WITH_FORM if data.get("form") is True else NO_CONTENT
    policy += f"; style-src 'sha256-{_digest(style)}'"
    if script:
        policy += f"; script-src 'sha256-{_digest(script)}'"
    if view.center.logo:
        policy += "; img-src 'self'"
    return Page(text, policy, view)


def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return html_environment("adapters.web")


@cache
def _file(name: str) -> str:
    return resources.files("adapters.web").joinpath("templates", name).read_text("utf-8")


@lru_cache(maxsize=16)
def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
