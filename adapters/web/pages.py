"""The public pages: a verdict in words, and no more than the code proves; or what went wrong."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.verdict_words import check_words, words_of
from core.awards.badge import badge_svg
from core.awards.plain_meaning import exam_in_words, what_it_certifies
from core.awards.signing import Signing
from core.catalog.model import Catalog, Credential
from core.goals.proofs import Proven
from core.verification.files.held import MOST_BYTES
from core.verification.verdict import Verdict, VerdictKind, exit_code

NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of what shows nothing."""
_WITH_FORM = NO_CONTENT.replace("form-action 'none'", "form-action 'self'")


@dataclass(frozen=True, slots=True)
class Offers:
    """What a page offers beside the verdict: the addresses of what can be had, and whether it is
    signed, and `proven`: also with a proof in it. `url` is the page's own public address; empty
    where there is none. `page`: the address of the credential's page, where this is another;
    `about`: that of what it certifies; `without_us`: that of how it is checked by others.
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
    issuer: str,
    offers: Offers | None = None,
    form: str = "",
) -> tuple[str, str]:
    """The page, and the Content-Security-Policy that allows it its own style and nothing else.

    `form`: the address where another one can be checked.
    """
    credential = catalog.credential(verdict.credential_code or "")
    return _page(
        "verification.html",
        verdict=verdict,
        said=words_of(verdict),
        checks=check_words(verdict.checks),
        credential=credential,
        issuer=issuer,
        offers=offers,
        form=form,
        badge=badge_svg(credential, catalog) if credential and verdict.holder else "",
        certifies=what_it_certifies(credential) if credential else "",
        exams=[exam_in_words(exam) for exam in credential.exams] if credential else [],
    )


def verifications_page(verdicts: Sequence[Verdict], issuer: str, root: str) -> tuple[str, str]:
    """As `verification_page`, of several verdicts; the heading is only good when all are valid.

    `root`: our public address, empty where there is none.
    """
    valid = sum(verdict.kind is VerdictKind.VALID for verdict in verdicts)
    told = [(verdict, words_of(verdict)) for verdict in verdicts]
    worst = ("valid", "revoked", "unchecked")[exit_code([verdict.kind for verdict in verdicts])]
    return _page(
        "verifications.html",
        styles=("page.css", "several.css"),
        told=told,
        valid=valid,
        kind=worst,
        sign={"valid": "✓", "revoked": "✗", "unchecked": "?"}[worst],
        as_of=verdicts[0].as_of,
        source=verdicts[0].source,
        issuer=issuer,
        root=root,
    )


def achievement_page(credential: Credential, catalog: Catalog) -> tuple[str, str]:
    """As `verification_page`, of what a credential certifies, whoever holds it."""
    return _page(
        "achievement.html",
        credential=credential,
        badge=badge_svg(credential, catalog),
        certifies=what_it_certifies(credential),
        exams=[exam_in_words(exam) for exam in credential.exams],
    )


def goal_proof_page(proven: Proven | None, issuer: str) -> tuple[str, str]:
    """As `verification_page`, of what a goal's proof says now; None: the link proves nothing."""
    return _page("goal_proof.html", proven=proven, issuer=issuer)


def message_page(headline: str, advice: str) -> tuple[str, str]:
    """As `verification_page`, of a line that says what is the matter and one what to do."""
    return _page("message.html", headline=headline, advice=advice)


def checking_page(problem: str = "") -> tuple[str, str]:
    """As `verification_page`, the form by which something is checked; `problem`: what is the matter
    with what was sent. The policy lets the form be sent to us.
    """
    page, _ = _page("checking.html", problem=problem, most=MOST_BYTES // 1024 // 1024)
    return page, f"{_WITH_FORM}; style-src 'sha256-{_digest()}'"


def front_page(issuer: str) -> tuple[str, str]:
    """As `verification_page`, of what this is and for whom, with a form for a code."""
    page, _ = _page("front.html", issuer=issuer)
    return page, f"{_WITH_FORM}; style-src 'sha256-{_digest()}'"


def achievements_page(areas: Sequence[tuple[str, Sequence[Credential]]]) -> tuple[str, str]:
    """As `verification_page`, of all credentials under their areas."""
    return _page("achievements.html", areas=areas)


def without_us_page(issuer: str, root: str, signing: Signing) -> tuple[str, str]:
    """As `verification_page`, for programmers: how others check what is signed here."""
    signed = signing.ready() is None
    keys = signing.issuer.keys if signed and signing.issuer else None
    token_key = keys.for_tokens() if keys else None
    return _page(
        "without_us.html",
        styles=("page.css", "programs.css"),
        issuer=issuer,
        root=root,
        signed=signed,
        proven=keys is not None and keys.for_proofs() is not None,
        did=signing.issuer.did if signing.issuer else "",
        algorithm=token_key.algorithm.value if token_key else "",
    )


def privacy_page(issuer: str, contact: str | None) -> tuple[str, str]:
    """As `verification_page`, of what is kept about people, and who sees it."""
    return _page("privacy.html", issuer=issuer, contact=contact)


def _page(
    template: str, styles: tuple[str, ...] = ("page.css",), **data: object
) -> tuple[str, str]:
    page = _environment().get_template(template).render(style=_style(styles), **data)
    return page, f"{NO_CONTENT}; style-src 'sha256-{_digest(styles)}'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("adapters.web", "templates"),
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style(names: tuple[str, ...] = ("page.css",)) -> str:
    folder = resources.files("adapters.web").joinpath("templates")
    return "".join(folder.joinpath(name).read_text("utf-8") for name in names)


@cache
def _digest(names: tuple[str, ...] = ("page.css",)) -> str:
    return base64.b64encode(hashlib.sha256(_style(names).encode()).digest()).decode()
