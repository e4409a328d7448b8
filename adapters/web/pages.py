"""The public pages: a verdict in words, and no more than the code proves; or what went wrong."""

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from core.catalog.model import Catalog
from core.verification.verdict import Verdict

NO_CONTENT = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of what shows nothing."""


def verification_page(verdict: Verdict, catalog: Catalog, issuer: str) -> tuple[str, str]:
    """The page, and the Content-Security-Policy that allows it its own style and nothing else."""
    credential = catalog.credential(verdict.credential_code or "")
    return _page("verification.html", verdict=verdict, credential=credential, issuer=issuer)


def message_page(headline: str, advice: str) -> tuple[str, str]:
    """As `verification_page`, of a line that says what is the matter and one what to do."""
    return _page("message.html", headline=headline, advice=advice)


def _page(template: str, **data: object) -> tuple[str, str]:
    page = _environment().get_template(template).render(style=_style(), **data)
    return page, f"{NO_CONTENT}; style-src 'sha256-{_digest()}'"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("adapters.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> str:
    return resources.files("adapters.web").joinpath("templates/page.css").read_text("utf-8")


@cache
def _digest() -> str:
    return base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
