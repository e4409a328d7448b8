"""Make the responses for errors: a page with links to other pages, or JSON."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from adapters.web.content_negotiation import wants_json
from adapters.web.page_view import VARYING, Center, view_of
from adapters.web.public_pages import message_page
from core.language.message import Message, _

_OTHER = (_("That is not possible"), _("Please check the address."))
_ERRORS: dict[int, tuple[Message, Message]] = {
    400: (_("That cannot be read"), _("Please send the form at /verify again.")),
    404: (
        _("Nothing is here"),
        _("The page of a credential has its code at the end: /v/CODE. Codes and files: /verify."),
    ),
    405: (_("That cannot be done here"), _("Pages here can be read, and nothing else.")),
    408: (
        _("That took too long to arrive"),
        _("Please try again, perhaps over a faster connection."),
    ),
    410: (_("This is no longer given out"), _("The credential's page, /v/CODE, says why.")),
    429: (
        _("Too many requests"),
        _("Too many requests from here. Please come back later."),
    ),
    500: (_("That went wrong"), _("It is our fault. Please try again in a minute.")),
    503: (
        _("This could not be checked"),
        _("That says nothing about it. Please try again soon."),
    ),
}
_ELSEWHERE = {
    "/achievements/": _("No credential has this code: look for it in the list of all of them."),
    "/slack/": _(
        "The Slack app cannot be installed from here. Ask the people who run it to switch that on."
    ),
}
"""Messages for pages that do not exist, by the beginning of the page's path."""


class TooOften(HTTPException):
    """Raised if the client has made too many requests."""

    def __init__(self, pause: timedelta | None) -> None:
        """`pause` is how long the client has to wait. The response's headers say it too."""
        seconds = int(pause.total_seconds()) + 1 if pause else 1
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": str(seconds)})


class Refusals:
    """Makes the response for an error status: a page, or JSON if requested."""

    def __init__(self, center: Center) -> None:
        self._center = center

    def __call__(
        self, request: Request, status: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        headline, advice = _ERRORS.get(status, _OTHER)
        if status == HTTPStatus.NOT_FOUND:
            path = request.url.path
            advice = next(
                (_ELSEWHERE[each] for each in _ELSEWHERE if path.startswith(each)), advice
            )
        if wants_json(request):
            told = {"error": f"{headline}. {advice}"}
            return JSONResponse(told, status, {**(headers or {}), **VARYING})
        return message_page(headline, advice, view_of(request, self._center)).answer(
            status, headers
        )

    def come_back(self, request: Request, pause: timedelta | None) -> Response:
        """Return the response to a client that has made too many requests.

        The response says how long to wait.
        """
        return self(request, HTTPStatus.TOO_MANY_REQUESTS, TooOften(pause).headers)


def _advice_below(path: str) -> Message | None:
    return next((said for below, said in _ELSEWHERE.items() if path.startswith(below)), None)
