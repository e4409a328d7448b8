"""What kind of answer a request would rather have."""

from collections.abc import Iterator, Sequence

from fastapi import Request

JSON_LD = ("application/vc", "application/ld+json", "application/vc+ld+json")
"""Media types of a credential in which its proof stands."""
JWT = ("application/vc+jwt", "application/jwt")
"""Media types of a credential that is a JWT."""


def preferred(request: Request, offered: Sequence[str]) -> str | None:
    """The kind that the request asks for by name and wants most of those offered; None for none.

    https://www.rfc-editor.org/rfc/rfc9110#name-accept
    """
    asked = sorted(_accepted(request), key=lambda each: -each[1])
    return next((kind for kind, weight in asked if weight > 0 and kind in offered), None)


def _accepted(request: Request) -> Iterator[tuple[str, float]]:
    """The kinds that are accepted in their order, each with its weight."""
    for each in request.headers.get("accept", "").split(","):
        kind, *parameters = (part.strip().lower() for part in each.split(";"))
        weights = [part.removeprefix("q=") for part in parameters if part.startswith("q=")]
        try:
            yield kind, float(weights[0]) if weights else 1.0
        except ValueError:
            yield kind, 0.0
