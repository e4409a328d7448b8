"""Fetch documents from trusted hosts: only over HTTPS, and only from public addresses.

Nothing is fetched unless the settings name hosts. A host's name is resolved once, and the
connection goes to exactly the address that was checked. If the name resolves to another address a
moment later, that has no effect.
"""

import asyncio
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import h11
from cachetools import TTLCache

from core.language.message import Message, _
from core.threads import need_event_loop

MOST_BYTES = 256 * 1024
"""The maximum size of a document to fetch in bytes."""
SECONDS = 3.0
"""The maximum time in seconds to fetch a document, including redirects."""
_MOST_REDIRECTS = 3
_MOST_AT_ONCE = 8
_MOST_ADDRESSES = 3
"""At most this many addresses of a host are tried, one after another, until one answers."""
_MOST_KEPT = 256
_KEPT_SECONDS = 600.0
"""How many seconds a document stays in the cache."""
_FAILED_SECONDS = 30.0
_PIECE = 64 * 1024
_HTTPS = 443
_LONGEST_ADDRESS = 2000
_ASSIGNED = ipaddress.ip_network("2000::/3")
"""The network of all public IPv6 addresses.

Addresses outside of it are those of local networks, or contain IPv4 addresses.
"""
_SPECIAL = tuple(
    ipaddress.ip_network(each)
    for each in ("192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "2001::/23", "3fff::/20")
)
"""Addresses that no website uses, although some Python versions call them public.

https://www.iana.org/assignments/iana-ipv4-special-registry and its counterpart for IPv6
"""

Rule = Callable[[str], bool]
"""A function that returns whether connections to an IP address are allowed."""


class CannotFetch(Exception):  # noqa: N818 - about an issuer's website, not an error of ours
    """Raised if a document could not be fetched. `reason` says why, for people."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Fetched:
    """The content of a document that was fetched.

    With `gone`, the server said that the document was removed.
    """

    content: bytes
    gone: bool = False


def is_public(address: str) -> bool:
    """Whether an IP address is public.

    An IPv6 address that contains an IPv4 address is judged by the IPv4 address, or counts as not
    public.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return is_public(str(found.ipv4_mapped))
        if found.sixtofour is not None or found.teredo is not None:
            return False
    assigned = found.version == 4 or found in _ASSIGNED  # noqa: PLR2004 - IPv4
    return assigned and found.is_global and not any(found in each for each in _SPECIAL)


class Fetcher:
    """Fetches documents from these hosts (`a.example` or `a.example:8443`), with a cache.

    `allows` decides which IP addresses are allowed. No setting can change it.
    """

    def __init__(
        self,
        hosts: Collection[str] = (),
        *,
        allows: Rule = is_public,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._hosts = frozenset(hosts)
        self._allows = allows
        self._tls = tls
        self._kept: TTLCache[str, Fetched] = TTLCache(_MOST_KEPT, _KEPT_SECONDS, clock)
        self._failed: TTLCache[str, Message] = TTLCache(_MOST_KEPT, _FAILED_SECONDS, clock)
        self._silent: TTLCache[str, Message] = TTLCache(_MOST_KEPT, _FAILED_SECONDS, clock)
        self._under_way: dict[str, asyncio.Task[Fetched]] = {}
        self._turns = asyncio.Semaphore(_MOST_AT_ONCE)

    def may(self, address: str) -> bool:
        """Whether the settings allow fetching documents from this web address."""
        return len(address) <= _LONGEST_ADDRESS and _place(address) in self._hosts

    async def get(self, address: str) -> Fetched:
        """Fetch the document at a web address.

        Raises CannotFetch if the document cannot be fetched, and NotPlain if no event loop runs.
        """
        address = address.partition("#")[0]
        if (found := self._kept.get(address)) is not None:
            return found
        # a host that did not answer is not asked again for the other credentials of a file
        reason = self._failed.get(address) or self._silent.get(_place(address))
        if reason is not None:
            raise CannotFetch(reason)
        need_event_loop()
        task = self._under_way.get(address)
        if task is None:
            task = self._under_way[address] = asyncio.create_task(self._fetch(address))
            task.add_done_callback(lambda _done: self._under_way.pop(address, None))
        return await asyncio.shield(task)

    async def _fetch(self, address: str) -> Fetched:
        host = urlsplit(address).hostname or ""
        try:
            async with self._turns, asyncio.timeout(SECONDS):
                found = await self._followed(address)
        except CannotFetch as error:
            self._failed[address] = error.reason
            raise
        except (TimeoutError, OSError, ssl.SSLError, h11.RemoteProtocolError, ValueError) as error:
            reason = _("%(host)s did not answer as it should", host=host)
            self._failed[address] = reason
            if isinstance(error, TimeoutError):
                self._silent[_place(address)] = reason
            raise CannotFetch(reason) from None
        self._kept[address] = found
        return found

    async def _followed(self, address: str) -> Fetched:
        for _turn in range(_MOST_REDIRECTS + 1):
            if not self.may(address):
                raise CannotFetch(_("it redirects to a host that is not trusted"))
            found = await self._once(address)
            if isinstance(found, Fetched):
                return found
            address = urljoin(address, found).partition("#")[0]
        raise CannotFetch(_("it redirects too often"))

    async def _once(self, address: str) -> Fetched | str:
        """Request a web address.

        Return the document, or the address that it redirects to. Raises CannotFetch if the address
        cannot be requested, or if the server gives another answer.
        """
        parts = urlsplit(address)
        host, port = str(parts.hostname), parts.port or _HTTPS
        reader, writer = await self._connected(host, port)
        try:
            wire = h11.Connection(h11.CLIENT)
            target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
            headers = [
                ("Host", parts.netloc.rpartition("@")[2]),
                ("User-Agent", "edgefinder"),
                ("Accept", "application/json, application/ld+json, application/jwt, */*;q=0.1"),
                ("Accept-Encoding", "identity"),
                ("Connection", "close"),
            ]
            writer.write(
                wire.send(h11.Request(method="GET", target=target, headers=headers)) or b""
            )
            writer.write(wire.send(h11.EndOfMessage()) or b"")
            await writer.drain()
            return await _answer(wire, reader, host)
        except h11.LocalProtocolError:
            raise CannotFetch(_("its address cannot be requested")) from None
        finally:
            writer.close()
            with suppress(OSError, ssl.SSLError, TimeoutError):
                writer.transport.abort()

    async def _connected(
        self, host: str, port: int
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to the first of a host's IP addresses that answers."""
        tls = self._tls or await asyncio.to_thread(ssl.create_default_context)
        *others, last = await self._resolved(host, port)
        for ip in others:
            with suppress(OSError):
                return await asyncio.open_connection(ip, port, ssl=tls, server_hostname=host)
        return await asyncio.open_connection(last, port, ssl=tls, server_hostname=host)

    async def _resolved(self, host: str, port: int) -> list[str]:
        """Resolve a host to its IP addresses.

        Raises CannotFetch if any address is not allowed.
        """
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not addresses or not all(self._allows(each) for each in addresses):
            raise CannotFetch(_("%(host)s is not on the public internet", host=host))
        return list(dict.fromkeys(addresses))[:_MOST_ADDRESSES]


async def _answer(wire: h11.Connection, reader: asyncio.StreamReader, host: str) -> Fetched | str:
    """Read a server's answer: return the document, or the address that it redirects to.

    Raises CannotFetch for any other answer.
    """
    content, status, location = bytearray(), 0, ""
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            wire.receive_data(await reader.read(_PIECE))
        elif isinstance(event, h11.Response):
            status = event.status_code
            headers = {name.lower(): value for name, value in event.headers}
            location = headers.get(b"location", b"").decode("ascii", "replace")
            if headers.get(b"content-encoding", b"identity") != b"identity":
                raise CannotFetch(_("%(host)s did not answer as it should", host=host))
            if status in {301, 302, 303, 307, 308} and location:
                return location
            if status not in {200, 410}:
                reason = _("%(host)s has no such document", host=host)
                raise CannotFetch(reason)
        elif isinstance(event, h11.Data):
            content += event.data
            if len(content) > MOST_BYTES:
                raise CannotFetch(_("the document on %(host)s is too large", host=host))
        elif isinstance(event, h11.EndOfMessage):
            return Fetched(bytes(content), gone=status == 410)  # noqa: PLR2004 - HTTP's Gone
        elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
            raise CannotFetch(_("%(host)s did not answer as it should", host=host))


def _place(address: str) -> str:
    """Return the host of an HTTPS address, with its port unless the port is 443.

    Return '' for any other address.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return ""
    host = parts.hostname.rstrip(".")
    return host if port in {None, _HTTPS} else f"{host}:{port}"


def host_of_issuer(address: str) -> str:
    """Return the host in an issuer's identifier.

    Issuers with the same host may be the same.
    """
    return _place(address)
