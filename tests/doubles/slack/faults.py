"""Inject failures: rate limits, errors, silence, broken connections, lost responses."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from aiohttp import web

from tests.doubles.slack.schema import Json

if TYPE_CHECKING:
    from tests.doubles.slack.platform import SlackPlatform

FaultKind = Literal["timeout", "reset", "answer lost"]


@dataclass(eq=False)
class Fault:
    """A failure that happens `times` times."""

    method: str
    error: str | None
    status: int | None
    failure: FaultKind | None
    retry_after: float
    left: int
    when: Callable[[Json], bool]
    met: int = 0

    def lose_answer(self, request: web.Request) -> None:
        """Break the connection if this failure loses the response of a call that was made."""
        if self.failure == "answer lost":
            _break(request)


class Faults:
    """The injected failures, oldest first."""

    def __init__(self, slack: "SlackPlatform") -> None:
        self._slack = slack
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> Fault:
        self._ordered.append(fault)
        return fault

    def clear(self) -> None:
        self._ordered.clear()

    async def before(
        self, method: str, args: Json, request: web.Request
    ) -> web.Response | Fault | None:
        """Apply the next fault for this call.

        Return a response if the call is not made. Return the fault if the call is made but its
        response is lost. Return None if there is no fault.
        """
        fault = self._take(method, args)
        if fault is None:
            return None
        call = self._slack.note_call(method, args, "")
        call.fault = fault.failure or fault.error or str(fault.status)
        self._slack.changed()
        if fault.failure == "answer lost":
            self._slack.calls.remove(call)  # the caller records it again, with its response
            return fault
        if fault.failure == "timeout":
            await self._slack.stopping.wait()
        if fault.failure is not None:
            return _break(request)
        if fault.status is not None:
            return web.Response(status=fault.status, text="upstream trouble")
        body: Json = {"ok": False, "error": fault.error}
        if fault.error == "ratelimited":
            return web.json_response(
                body, status=429, headers={"Retry-After": f"{fault.retry_after:g}"}
            )
        return web.json_response(body)

    def _take(self, method: str, args: Json) -> Fault | None:
        for fault in self._ordered:
            if fault.left and fault.method in {method, "*"} and fault.when(args):
                fault.left -= 1
                fault.met += 1
                return fault
        return None


def _break(request: web.Request) -> web.Response:
    if isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response(status=500)  # never arrives, because the connection is broken
