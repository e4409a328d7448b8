"""An issuer's website over HTTPS on this machine, to test fetching."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core.verification.fetching import Fetcher

Answer = tuple[int, bytes, dict[str, str]]


@dataclass
class Website:
    """A website of an issuer: its documents by path, and a list of the requests that it got."""

    port: int = 0
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False

    @property
    def host(self) -> str:
        return f"localhost:{self.port}"

    @property
    def url(self) -> str:
        return f"https://{self.host}"

    def put(self, path: str, content: Any, status: int = 200, **headers: str) -> str:
        """Put a document at a path; return its address."""
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.pages[path] = (status, raw, headers)
        return f"{self.url}{path}"

    def fetcher(self, *more: str, **options: Any) -> Fetcher:
        """Return a fetcher that trusts this website and may connect to this machine."""
        here: dict[str, Any] = {"allows": lambda _ip: True, "tls": trust(), **options}
        return Fetcher([self.host, *more], **here)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ")[1].decode()
        self.asked.append(path)
        if self.silent:
            await reader.read()  # the connection stays open until the client gives up
            writer.close()
            return
        status, content, headers = self.pages.get(path, (404, b"", {}))
        told = {"Content-Length": str(len(content)), **headers}
        lines = [f"HTTP/1.1 {status} X", *(f"{name}: {value}" for name, value in told.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + content)
        writer.close()


@cache
def _certified() -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), private


def trust() -> ssl.SSLContext:
    """Return an SSL context that trusts the website's certificate."""
    return ssl.create_default_context(cadata=_certified()[0].decode())


@asynccontextmanager
async def website() -> AsyncIterator[Website]:
    """Yield a website served on a free port."""
    site = Website()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        chain = Path(folder) / "both.pem"
        chain.write_bytes(b"".join(_certified()))
        context.load_cert_chain(chain)
    server = await asyncio.start_server(site.answer, "127.0.0.1", 0, ssl=context)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
