"""OpenTelemetry traces of turns."""

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from adapters.traces import tracing
from bot.turn_trace import LISTENERS
from tests.world import World

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Collector:
    """A fake collector that stores the traces it receives."""

    def __init__(self) -> None:
        received = self.received = ExportTraceServiceRequest()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.MergeFromString(body)
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)

    @property
    def spans(self) -> list[tuple[str, dict[str, str], bytes, bytes]]:
        return [
            (
                span.name,
                {each.key: each.value.string_value for each in span.attributes},
                span.span_id,
                span.parent_span_id,
            )
            for resource in self.received.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    serving = threading.Thread(target=made.server.serve_forever)
    serving.start()
    yield made
    made.server.shutdown()
    serving.join()
    made.server.server_close()


async def test_a_turn_is_a_trace_with_its_stages(
    world: World, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(ENDPOINT, f"http://127.0.0.1:{collector.server.server_port}")
    await world.candidate("1001", "Ana Popescu")
    await world.linked("1001", "telegram", "7")
    with tracing():
        await world.ask("7", "/status M1-MMS", "telegram")
    (turn,) = (each for each in collector.spans if each[0] == "turn status")
    assert turn[1].pop("edgefinder.turn")
    assert turn[1] == {
        "edgefinder.platform": "telegram",
        "edgefinder.role": "candidate",
        "edgefinder.outcome": "answered",
    }
    parts = {name for name, _, _, parent in collector.spans if parent == turn[2]}
    assert {"understand", "records", "command", "render"} <= parts
    assert b"Popescu" not in collector.received.SerializeToString()


async def test_nothing_is_traced_unless_it_is_configured() -> None:
    with tracing():
        assert LISTENERS == []


def test_tracing_without_the_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with tracing():
        assert LISTENERS == []
    assert "install edgefinder[traces]" in caplog.text
