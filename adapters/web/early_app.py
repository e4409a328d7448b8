"""Answer platforms and health probes before the page code is loaded.

Many servers never show a page. The page code takes 20 MB of memory, so it is loaded for the first
page.
"""

from collections.abc import Callable, Mapping
from threading import Lock
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from adapters.web.guard import Guard
from adapters.web.platform_webhooks import Answered, Endpoint, Posts, send_answer
from adapters.web.probes import Probes
from core.edgefinder import Edgefinder
from core.threads import in_thread

_READING = frozenset(("GET", "HEAD"))


class EarlyApp:
    """Answers platforms and health probes itself.

    `load` creates the app that answers all other requests.
    """

    def __init__(
        self,
        edgefinder: Edgefinder,
        endpoints: Mapping[str, Endpoint],
        probes: Probes,
        load: Callable[[], Posts],
    ) -> None:
        self._load = load
        self._loading = Lock()
        self._whole: Posts | None = None
        self._probes = probes
        https = urlsplit(edgefinder.public_url or "").scheme == "https"
        self._guarded = Guard(self._probed, self._refused, edgefinder, https=https)
        self._posts = Posts(endpoints, self._others, self._refused)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._posts(scope, receive, send)

    async def _others(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._whole is None and _is_probe(scope):
            await self._guarded(scope, receive, send)
        else:
            await (await self._loaded())(scope, receive, send)

    async def _probed(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        client = (scope.get("client") or ("",))[0]
        found: Answered | None
        match scope["path"]:
            case "/healthz":
                found = await self._probes.healthz()
            case "/readyz":
                found = await self._probes.readyz(headers, client)
            case _:
                found = await self._probes.metrics(headers, client)
        if found is None:
            await self._refused(scope, 404)(scope, receive, send)
        else:
            await send_answer(found, send, without_body=scope["method"] == "HEAD")

    def _refused(self, scope: Scope, status: int) -> ASGIApp:
        async def refuse(_: Scope, receive: Receive, send: Send) -> None:
            whole = await self._loaded()
            await whole.refuse(scope, status)(scope, receive, send)

        return refuse

    async def _loaded(self) -> Posts:
        if self._whole is None:
            return await in_thread(self._load_once)
        return self._whole

    def _load_once(self) -> Posts:
        with self._loading:
            if self._whole is None:
                self._whole = self._load()
            return self._whole


def _is_probe(scope: Scope) -> bool:
    reads = _READING if scope["path"] != "/metrics" else {"GET"}
    return scope["path"] in {"/healthz", "/readyz", "/metrics"} and scope["method"] in reads
