"""Find the media type that a request prefers (content negotiation)."""

from collections.abc import Iterator, Sequence

from fastapi import Request

JSON_LD = ("application/vc", "application/ld+json", "application/vc+ld+json")
"""The media types of a credential that contains its own proof."""
JWT = ("application/vc+jwt", "application/jwt")
"""The media types of a credential that is a JWT."""


def preferred_media_type(request: Request, offered: Sequence[str]) -> str | None:
    """Return the offered media type that the Accept header prefers.

    Return None if the Accept header names none of the offered types.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept
    """
    asked = sorted(_accepted(request), key=lambda each: -each[1])
    return next((kind for kind, weight in asked if weight > 0 and kind in offered), None)


def wants_json(request: Request, kinds: Sequence[str] = ("application/json",)) -> bool:
    """Whether a request prefers JSON to HTML.

    It does if its path ends in `.json`, or if its Accept header prefers one of `kinds` to HTML.
    """
    if request.url.path.rstrip("/").endswith(".json"):
        return True
    weights = dict(_accepted(request))
    return max(weights.get(kind, 0.0) for kind in kinds) > weights.get("text/html", 0.0)


def _accepted(request: Request) -> Iterator[tuple[str, float]]:
    """Yield each media type in the Accept header with its weight from 0 to 1."""
    for each in request.headers.get("accept", "").split(","):
        kind, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
        try:
            yield kind, float(weights[0]) if weights else 1.0
        except ValueError:
            yield kind, 0.0
