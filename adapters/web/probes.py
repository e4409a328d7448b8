"""Answer the health probes: /healthz, /readyz and /metrics.

/healthz says only that the process is alive. An orchestrator restarts a process that is not
healthy, and a restart would not help if a platform is down. /readyz has status 200 only while the
database, its migrations, each configured platform and the relay work. The names of these parts, and
the metrics, are shown only to this machine or to a request with the token.
"""

import ipaddress
import json
from collections.abc import Callable, Mapping, Sequence

from adapters.platform_health import Part
from adapters.secret_rotation import accepted_secrets, is_one_of
from adapters.web.platform_webhooks import Answered
from core.edgefinder import Edgefinder
from core.measurements import Measured

_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_UNAVAILABLE = 503
_PLAIN = {"content-type": "text/plain; charset=utf-8"}
_JSON = {"content-type": "application/json"}

Elsewhere = Callable[[], Sequence[Measured]]
"""A function that returns what other workers have measured."""


class Probes:
    """Answers health probes.

    Other machines see the details only with the `token`. If the `token` is '', no other machine
    sees them.
    """

    def __init__(
        self,
        edgefinder: Edgefinder,
        platforms: Sequence[Part] = (),
        token: str = "",
        elsewhere: Elsewhere = tuple,
    ) -> None:
        self._edgefinder = edgefinder
        self._platforms = platforms
        self._token = token
        self._elsewhere = elsewhere

    async def healthz(self) -> Answered:
        return Answered(200, _PLAIN, b"ok\n")

    async def readyz(self, headers: Mapping[str, str], client: str) -> Answered:
        checks = await self._checks()
        ready = not any(checks.values())
        told: dict[str, object] = {"ready": ready}
        if self._may_see(headers, client):
            told["checks"] = {name: problem or "ok" for name, problem in checks.items()}
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
        return Answered(200 if ready else _UNAVAILABLE, _JSON, body)

    async def metrics(self, headers: Mapping[str, str], client: str) -> Answered | None:
        """Return all metrics as a response, or None if this client may not see them."""
        if not self._may_see(headers, client):
            return None
        from adapters.web.metrics import CONTENT_TYPE, metrics_text  # noqa: PLC0415 - seldom needed

        checks = await self._checks()
        text = await metrics_text(self._edgefinder, checks, self._elsewhere())
        return Answered(200, {"content-type": CONTENT_TYPE}, text)

    async def _checks(self) -> Mapping[str, str]:
        """Return the problem of each part by the part's name. It is '' if the part works."""
        checks = dict(await self._edgefinder.readiness.problems())
        for each in self._platforms:
            checks[each.platform] = "" if each.ready else (each.problem or "not connected yet")
        return checks

    def _may_see(self, headers: Mapping[str, str], client: str) -> bool:
        """Whether the request has the token, or comes from this machine and not through a proxy."""
        given = headers.get("authorization", "").removeprefix("Bearer ").strip()
        if is_one_of(given, accepted_secrets(self._token)):
            return True
        if any(name in headers for name in _FORWARDED):
            return False
        try:
            return ipaddress.ip_address(client).is_loopback
        except ValueError:
            return False
