"""Send OpenTelemetry traces, one per turn, to the configured collector.

OpenTelemetry's environment variables name the collector.
https://opentelemetry.io/docs/specs/otel/protocol/exporter/
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from bot.turn_trace import LISTENERS, Outcome, TurnWatch

_log = logging.getLogger(__name__)

ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
"""OpenTelemetry's variables for the collector's URL. If any of them is set, traces are sent."""
_NS = 1_000_000_000


@contextmanager
def tracing() -> Iterator[None]:
    """Send a trace for each turn while this context is open, if a collector is configured."""
    if not any(os.environ.get(name) for name in ENDPOINTS):
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - an optional extra
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - an optional extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an optional extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an optional extra
        from opentelemetry.trace import StatusCode, set_span_in_context  # noqa: PLC0415 - an optional extra
    except ImportError:
        _log.warning("traces are configured, but not installed: install edgefinder[traces]")
        yield
        return
    provider = TracerProvider(resource=Resource.create({"service.name": "edgefinder"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("edgefinder")

    def trace(watch: TurnWatch) -> None:
        whole = tracer.start_span(f"turn {watch.command}".strip(), start_time=watch.began_ns)
        whole.set_attributes(
            {
                "edgefinder.turn": watch.reference,
                "edgefinder.platform": watch.platform,
                "edgefinder.role": watch.role,
                "edgefinder.outcome": watch.outcome,
            }
        )
        if watch.outcome in {Outcome.FAULT, Outcome.NOT_SENT}:
            whole.set_status(StatusCode.ERROR)
        inside = set_span_in_context(whole)
        for stage, begun, seconds in watch.stages:
            begins = watch.began_ns + int(begun * _NS)
            part = tracer.start_span(stage, context=inside, start_time=begins)
            part.end(begins + int(seconds * _NS))
        whole.end(watch.began_ns + int(watch.seconds * _NS))

    LISTENERS.append(trace)
    try:
        yield
    finally:
        LISTENERS.remove(trace)
        provider.shutdown()
