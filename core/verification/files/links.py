"""Links that lead elsewhere: what mail gateways wrap around them, and whose pages they are."""

import re
from urllib.parse import unquote, urlsplit

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
"""Who keeps credentials at which addresses."""
_PROOFPOINT = re.compile(r"https?://urldefense\.proofpoint\.com/v2/url\?u=([^&\s]+)", re.IGNORECASE)
_INNER = re.compile(r".https?://", re.IGNORECASE)


def unwrapped(link: str) -> str:
    """The link that a mail gateway or a search engine wrapped: Safe Links, urldefense, google.com.

    Nothing is fetched; a link that is not wrapped stays as it is.
    """
    if found := _PROOFPOINT.match(link):
        return unquote(found[1].replace("-", "%").replace("_", "/"))
    plain = unquote(unquote(link))
    *_, inner = [0, *(found.start() + 1 for found in _INNER.finditer(plain))]
    if not inner:
        return link
    return re.split(r"[&\s]|__;", plain[inner:], maxsplit=1)[0]


def host_of(link: str) -> str | None:
    """The host that a link leads to, lower case and without `www.`; None for what is no link."""
    try:
        host = urlsplit(unwrapped(link)).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host and "." in host else None


def keeper_of(host: str) -> str | None:
    """Who keeps credentials at a host, by name; None where it is not known."""
    for domain, name in _OTHERS.items():
        if host == domain or host.endswith(f".{domain}"):
            return name
    return None
