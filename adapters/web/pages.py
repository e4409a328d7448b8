"""The public pages: a verdict with only what the code proves, or an error."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.verdict_words import check_summary, check_words, words_of
from core.awards.badge import badge_svg
from core.awards.plain_meaning import (
    exam_in_words,
    what_it_certifies,
    what_it_is_awarded_for,
)
from core.awards.signing import Signing
from core.catalog.model import Catalog, Credential
from core.goals.proofs import Proven
from core.verification.files.held import MOST_BYTES
from core.verification.verdict import Verdict, VerdictKind, exit_code

NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of a response without content."""
_WITH_FORM = NO_CONTENT.replace("form-action 'none'", "form-action 'self'")


@dataclass(frozen=True, slots=True)
class Offers:
    """What a page offers beside the verdict.

    `base`: the start of the URLs of downloads; `signed`: the credential is signed; `proven`: it is
    also offered with its proof inside; `url`: the page's own public URL, empty if there is none.
    `page`: the URL of the credential's page, if that is another; `about`: of what it certifies;
    `without_us`: of how to check it with other software.
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
    """Return the page, and the Content-Security-Policy that allows only its own style.

    `form`: the URL where another one can be checked.
    """
    credential = catalog.credential(verdict.credential_code or "")
    meaning = what_it_certifies if verdict.kind is VerdictKind.VALID else what_it_is_awarded_for
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
        certifies=meaning(credential) if credential else "",
        exams=[exam_in_words(exam) for exam in credential.exams] if credential else [],
        checked=check_summary(verdict),
    )


def verifications_page(verdicts: Sequence[Verdict], issuer: str, root: str) -> tuple[str, str]:
    """Like `verification_page`, for several verdicts; the heading is positive only if all are
    valid.

    `root`: our public URL, empty if there is none.
    """
    valid = sum(verdict.kind is VerdictKind.VALID for verdict in verdicts)
    told = [(verdict, words_of(verdict), check_summary(verdict)) for verdict in verdicts]
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
    """Like `verification_page`, for what a credential certifies, independent of its holder."""
    return _page(
        "achievement.html",
        credential=credential,
        badge=badge_svg(credential, catalog),
        certifies=what_it_certifies(credential),
        exams=[exam_in_words(exam) for exam in credential.exams],
    )


def goal_proof_page(proven: Proven | None, issuer: str) -> tuple[str, str]:
    """Like `verification_page`, for a goal's proof; None: the link proves nothing."""
    return _page("goal_proof.html", proven=proven, issuer=issuer)


def message_page(headline: str, advice: str) -> tuple[str, str]:
    """Like `verification_page`, for a line about a problem and a line about what to do."""
    return _page("message.html", headline=headline, advice=advice)


def checking_page(problem: str = "") -> tuple[str, str]:
    """Like `verification_page`, for the form that checks a credential.

    `problem`: what is wrong with the submitted input. The policy lets the form be sent to us.
    """
    page, _ = _page("checking.html", problem=problem, most=MOST_BYTES // 1024 // 1024)
    return page, f"{_WITH_FORM}; style-src 'sha256-{_digest()}'"


def front_page(issuer: str) -> tuple[str, str]:
    """Like `verification_page`, for what this service is and who it is for, with a form for a
    code.
    """
    page, _ = _page("front.html", issuer=issuer)
    return page, f"{_WITH_FORM}; style-src 'sha256-{_digest()}'"


def achievements_page(areas: Sequence[tuple[str, Sequence[Credential]]]) -> tuple[str, str]:
    """Like `verification_page`, for all credentials by area."""
    return _page("achievements.html", areas=areas)


def without_us_page(issuer: str, root: str, signing: Signing) -> tuple[str, str]:
    """Like `verification_page`, for programmers: how to check our signatures with other
    software.
    """
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
    """Like `verification_page`, for what is stored about people, and who sees it."""
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
