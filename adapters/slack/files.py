"""Download files that people share, with the app's token and only from Slack."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from adapters.slack.errors import TROUBLE, error_of
from adapters.slack.web_api import WebApi
from bot.reply import File, MediaKind
from core.verification.files.found_items import MOST_BYTES

_log = logging.getLogger(__name__)

MOST_FILES = 10  # docs.slack.dev/reference/block-kit/block-elements/file-input-element, max_files
_OK = 200


@dataclass(frozen=True, slots=True)
class SharedFile:
    """A file as Slack describes it. `size` is in bytes, or 0 if unknown.

    `url` is '' if Slack has not sent the URL. In that case, `download` asks Slack for the URL.
    """

    file_id: str
    name: str
    media_type: str
    url: str
    size: int


def shared_files_in(files: object) -> tuple[SharedFile, ...]:
    """Return up to `MOST_FILES` files from a list of Slack's file objects.

    https://docs.slack.dev/reference/objects/file-object
    """
    found = files if isinstance(files, Sequence) and not isinstance(files, str) else ()
    return tuple(_sent(each) for each in found if isinstance(each, Mapping))[:MOST_FILES]


def _sent(told: Mapping[str, Any]) -> SharedFile:
    size = told.get("size")
    return SharedFile(
        str(told.get("id") or ""),
        str(told.get("name") or "the file"),
        str(told.get("mimetype") or ""),
        str(told.get("url_private_download") or told.get("url_private") or ""),
        size if isinstance(size, int) else 0,
    )


async def download(api: WebApi, sent: SharedFile) -> tuple[MediaKind, File | None]:
    """Download a file. Return its kind and the downloaded file.

    Return None instead of the file if the download fails. If the file is larger than `MOST_BYTES`,
    return LARGE as the kind, and None instead of the file.
    """
    picture = sent.media_type.startswith("image/")
    kind = MediaKind.PICTURE if picture else MediaKind.FILE
    if sent.size > MOST_BYTES:
        return MediaKind.LARGE, None
    try:
        url = sent.url or await _address(api, sent)
        content = await _content(api, url) if is_slacks(url, api.calls.base_url) else None
    except TROUBLE as error:
        _log.info("a file was not given: Slack said %s", error_of(error))
        content = None
    if content is None:
        return kind, None
    return (
        (kind, File(sent.name, content)) if len(content) <= MOST_BYTES else (MediaKind.LARGE, None)
    )


def is_slacks(url: str, api_url: str) -> bool:
    """Whether a URL is on Slack's file server.

    Our token must not be sent to any other server.
    """
    asked, api = urlsplit(url), urlsplit(api_url)
    if (asked.scheme, asked.netloc) == (api.scheme, api.netloc):
        return True
    return asked.scheme == "https" and asked.netloc in {"files.slack.com", f"files.{api.hostname}"}


async def _address(api: WebApi, sent: SharedFile) -> str:
    """Ask Slack for a file's URL.

    In Slack Connect channels, Slack sends a file without its URL.
    """
    found = await api.calls.files_info(file=sent.file_id)
    return _sent(found["file"]).url


async def _content(api: WebApi, url: str) -> bytes | None:
    """Download the content of a file. Return None if Slack does not return a file.

    Stop soon after `MOST_BYTES`, so that the caller sees that the file is too large.
    """
    session = api.calls.session
    if session is None:
        return None
    headers = {"Authorization": f"Bearer {api.calls.token}"}
    options: dict[str, Any] = {"proxy": api.calls.proxy, "ssl": api.calls.ssl or True}
    async with session.get(url, headers=headers, allow_redirects=False, **options) as answer:
        if answer.status != _OK:
            _log.info("a file was not given: Slack answered %d", answer.status)
            return None
        if answer.content_type == "text/html":  # Slack has sent its login page, not the file
            _log.warning("a file was not given: install the app again, with files:read")
            return None
        content = bytearray()
        async for piece in answer.content.iter_chunked(64 * 1024):
            content += piece
            if len(content) > MOST_BYTES:
                break
        return bytes(content)
