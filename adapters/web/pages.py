"""The public verification page: the verdict in words, and no more than the code proves."""

import base64
import hashlib
from functools import cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined

from core.catalog.model import Catalog
from core.verification.verdict import Verdict


def verification_page(verdict: Verdict, catalog: Catalog, issuer: str) -> tuple[str, str]:
    """The page, and the Content-Security-Policy that allows it its own style and nothing else."""
    credential = catalog.credential(verdict.credential_code or "")
    page = (
        _environment()
        .get_template("verification.html")
        .render(verdict=verdict, credential=credential, issuer=issuer, style=_style())
    )
    digest = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return page, policy


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
