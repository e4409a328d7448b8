"""Restore links that e-mail gateways have rewritten, and name the site of a link."""

import re
from urllib.parse import unquote, urlsplit

from core.verification.signed_content import writable

_OTHERS = {
    "credly.com": "Credly",
    "youracclaim.com": "Credly",
    "linkedin.com": "LinkedIn",
    "lnkd.in": "LinkedIn",
    "accredible.com": "Accredible",
    "credential.net": "Accredible",
    "instructure.com": "Canvas",
    "badgr.com": "Canvas Credentials",
    "badgr.io": "Canvas Credentials",
    "certiverse.com": "Certiverse",
    "certifier.io": "Certifier",
    "sertifier.com": "Sertifier",
    "openbadgepassport.com": "Open Badge Passport",
    "nims-skills.org": "NIMS",
}
"""The names of other services that keep credentials, by the host of the service."""
_PROOFPOINT = re.compile(r"https?://urldefense\.proofpoint\.com/v2/url\?u=([^&\s]+)", re.IGNORECASE)
_INNER = re.compile(r".https?://", re.IGNORECASE)


def unwrap_link(link: str) -> str:
    """Return the original of a link that an e-mail gateway or search engine has rewritten.

    Safe Links, urldefense and google.com rewrite links, for example. Any other link is returned
    unchanged. Nothing is fetched.
    """
    if found := _PROOFPOINT.match(link):
        return unquote(found[1].replace("-", "%").replace("_", "/"))
    plain = unquote(unquote(link))
    *_, inner = [0, *(found.start() + 1 for found in _INNER.finditer(plain))]
    if not inner:
        return link
    return re.split(r"[&\s]|__;", plain[inner:], maxsplit=1)[0]


def host_of(link: str) -> str | None:
    """Return the host of a link, in lower case without `www.`, or None if it is not a link."""
    try:
        host = urlsplit(unwrap_link(link)).hostname
    except ValueError:
        return None
    return writable(host).removeprefix("www.") if host and "." in host else None


def operator_of(host: str) -> str | None:
    """Return the name of the service that keeps credentials at this host, or None if unknown."""
    for domain, name in _OTHERS.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return None
