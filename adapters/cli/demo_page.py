"""The demo's web page, served while the demo runs in the terminal."""

import contextlib
import socket
from argparse import Namespace
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from adapters.cli.demo_command import Sample
from adapters.cli.demo_slack_views import DemoSlackViews
from adapters.cli.exit_codes import CannotDo
from adapters.cli.import_command import summary
from adapters.delivery_outcome import Sender
from adapters.playground.app import playground_app
from adapters.playground.panes import PLATFORM
from adapters.playground.playground import Cast, Playground, PlaygroundSender
from adapters.playground.server import (
    CannotListen,
    address_of,
    bind,
    new_token,
    open_browser,
    serving,
)
from adapters.sample import training_center
from adapters.settings import Settings
from adapters.web.app import web_app
from bot.reply import Reply

_MOST_PORTS = 65535


class DemoPage:
    """The demo's web page.

    The page's socket is already bound, so its URL is known before it is served.
    """

    def __init__(self, bound: socket.socket, *, browser: bool) -> None:
        self._bound = bound
        self._browser = browser
        self._token = new_token()
        self.address = f"{address_of(bound)}/play/{self._token}/"

    def settings(self, settings: Settings) -> Settings:
        """Return a copy of the settings with this server's URL as the public URL.

        If the settings already have a public URL, return them unchanged.
        """
        if settings.public_url:
            return settings
        return settings.but(public_url=address_of(self._bound))

    @asynccontextmanager
    async def served(
        self, sample: Sample, heard: Callable[[str, Reply], None]
    ) -> AsyncIterator[Mapping[str, Sender]]:
        """Serve the page while this context is open.

        Yields a mapping from the name of the page's platform to the Sender that delivers notices to
        the page. For each delivered notice, `heard` is called with the recipient's name and the
        notice.
        """
        playground = await playground_of(sample)
        app = playground_app(playground, self._token, web_app(sample.edgefinder))
        async with serving(app, self._bound):
            try:
                yield {PLATFORM: PlaygroundSender(playground, heard)}
            finally:
                playground.board.close()

    def open(self) -> None:
        """Open the demo's page in a browser, if there is one and --no-browser was not given."""
        if self._browser:
            open_browser(self.address)


@contextlib.contextmanager
def page_bound(arguments: Namespace) -> Iterator[DemoPage]:
    """Yield a demo page whose socket is bound to the host and port in the arguments.

    Raises CannotDo if the port does not exist, or if the host and port cannot be bound.
    """
    if not 0 <= arguments.port <= _MOST_PORTS:
        raise CannotDo(f"there is no port {arguments.port}: name one from 1 to {_MOST_PORTS}")
    try:
        bound = bind(arguments.host, arguments.port)
    except CannotListen as error:
        raise CannotDo(str(error)) from None
    with bound:
        yield DemoPage(bound, browser=not arguments.no_browser)


async def playground_of(sample: Sample) -> Playground:
    """Return the sample center's three chats, linked to their people, with a greeting in each."""
    contacts = sample.edgefinder.contacts
    candidate = await contacts.find(training_center.CANDIDATE)
    instructor = await contacts.find(training_center.INSTRUCTOR)
    assert candidate is not None
    assert instructor is not None
    employer = training_center.EMPLOYERS[0]
    cast = Cast(candidate, instructor, employer, training_center.NAME, sample.valid, sample.revoked)

    async def record() -> str:
        report = await sample.last_exam_passed()
        said = summary(report, Path("results-today.csv")).replace("\n", " · ")
        return said if report.awarded else f"{said} · It is on record already."

    playground = Playground(sample.edgefinder, sample.conversation, cast, record, DemoSlackViews)
    await playground.open()
    return playground
