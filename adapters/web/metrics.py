"""Write all metrics in the text format of Prometheus."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from core.edgefinder import Edgefinder
from core.measurements import COUNTS, DURATIONS, Measured, buckets
from core.readiness import Backlog

CONTENT_TYPE = CONTENT_TYPE_LATEST


async def metrics_text(
    edgefinder: Edgefinder, checks: Mapping[str, str], others: Sequence[Measured] = ()
) -> bytes:
    """Return all metrics of this process and of other workers, in Prometheus's text format."""
    registry = CollectorRegistry()
    backlog = None if checks.get("database") else await edgefinder.readiness.backlog()
    registry.register(_State(checks, backlog, edgefinder.pool_state()))
    registry.register(_Measurements(others))
    ProcessCollector(registry=registry)
    return generate_latest(registry)


class _Measurements(Collector):
    """Gives Prometheus everything in `core.measurements`, with values of other processes."""

    def __init__(self, others: Sequence[Measured]) -> None:
        self._others = others

    def collect(self) -> Iterator[Metric]:
        for count in COUNTS:
            family = CounterMetricFamily(count.name, count.about, labels=count.labels)
            for labels, value in count.with_others(self._others).items():
                family.add_metric(labels, value)
            yield family
        for duration in DURATIONS:
            histogram = HistogramMetricFamily(duration.name, duration.about, labels=duration.labels)
            for labels, (counts, total) in duration.with_others(self._others).items():
                histogram.add_metric(labels, buckets(counts), total)
            yield histogram


class _State(Collector):
    """Gives Prometheus the current state: which parts work, waiting notices and connections."""

    def __init__(
        self, checks: Mapping[str, str], backlog: Backlog | None, pool: Mapping[str, int]
    ) -> None:
        self._checks = checks
        self._backlog = backlog
        self._pool = pool

    def collect(self) -> Iterator[Metric]:
        ready = GaugeMetricFamily("edgefinder_ready", "1 while this part is well", labels=["part"])
        for part, trouble in self._checks.items():
            ready.add_metric([part], 0 if trouble else 1)
        yield ready
        pool = GaugeMetricFamily(
            "edgefinder_pool_connections", "database connections, of the pool", labels=["state"]
        )
        for state, number in self._pool.items():
            pool.add_metric([state], number)
        yield pool
        if self._backlog is None:
            return
        backlog = self._backlog
        yield GaugeMetricFamily(
            "edgefinder_outbox_due", "notices that are due and not sent yet", backlog.due
        )
        yield GaugeMetricFamily(
            "edgefinder_outbox_oldest_seconds",
            "how long the oldest of them has been due",
            backlog.oldest_seconds,
        )
        yield GaugeMetricFamily(
            "edgefinder_outbox_undeliverable", "notices that were given up", backlog.given_up
        )
