"""No request that the OpenAPI description allows makes a route fail."""

import asyncio
import threading
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from starlette.types import ASGIApp

from adapters.web.app import web_app
from tests.adapters.web_server import served
from tests.world import open_world

EXAMPLES = 4
"""How many requests to try for each operation."""


def document_of(app: ASGIApp) -> dict[str, Any]:
    """Return the OpenAPI description of all routes, which the app does not publish."""
    pages = getattr(app, "_pages", app)
    assert isinstance(pages, FastAPI)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # GET and HEAD share a name
        document = pages.openapi()
    for operations in document["paths"].values():
        for each in operations.values():
            each.pop("operationId")
    return document


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, Any]]]:
    """Serve the app in its own thread; yield its URL and description."""
    folder = tmp_path_factory.mktemp("schema")
    ready, end = threading.Event(), threading.Event()
    found: list[Any] = []

    async def serve() -> None:
        world = await open_world(f"sqlite+aiosqlite:///{folder / 'edgefinder.db'}")
        app = web_app(world.edgefinder)
        async with served(app) as url:
            found.extend((url, document_of(app)))
            ready.set()
            await asyncio.to_thread(end.wait)
        await world.edgefinder.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert ready.wait(60)
    yield found[0], found[1]
    end.set()
    thread.join(60)


def asked(operation: Any, url: str) -> None:
    """Check that requests which the description of an operation allows cause no server error."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        response = case.call(base_url=url, timeout=60)
        assert response.status_code < 500, case.as_curl_command()
        assert "Traceback" not in response.text

    ask()


def test_no_request_that_the_description_allows_causes_a_server_error(
    site: tuple[str, dict[str, Any]],
) -> None:
    url, document = site
    paths = set()
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]  # an error fails the test
        asked(operation, url)
        paths.add(operation.path)
    assert paths == set(document["paths"])
