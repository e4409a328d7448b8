"""Set up logging to standard error: one line per record, as text or JSON, no personal data.

All lines about one message have the same reference, `turn`. So you can follow the message from the
platform's update to the answer.
"""

import json
import logging
import sys
import time
from functools import lru_cache
from typing import Any, Literal

from adapters.hidden_libraries import hidden
from bot.turn_trace import current_reference

with hidden("rich"):  # saves 4 MB of memory: structlog uses rich only for colors
    import structlog
    from structlog.typing import EventDict, Processor, WrappedLogger

LogFormat = Literal["text", "json"]

# at INFO or DEBUG, these libraries log secrets or personal data: URLs with Telegram's token,
# requests, and values in SQL statements
_QUIET = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "asyncio",
    "httpcore",
    "httpx",
    "opentelemetry",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "telegram",
    "urllib3",
    "uvicorn",
)


def report_to_stderr(log_format: LogFormat = "text", level: int = logging.INFO) -> None:
    """Set up logging to standard error for the whole process."""
    is_json = log_format == "json"
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper("iso", utc=True) if is_json else _add_time,
        _add_turn,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                _as_json if is_json else _as_text,
            ],
            foreign_pre_chain=before,
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet_libraries()


def quiet_libraries() -> None:
    """Let libraries log only warnings and errors, even if our own level is DEBUG."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _add_time(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    event["timestamp"] = _written(int(time.time()))
    return event


@lru_cache(maxsize=1)
def _written(second: int) -> str:
    """Format a time in whole seconds, from a cache.

    Formatting takes a third of a log line's time.
    """
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


def _add_turn(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    if reference := current_reference():
        event["turn"] = reference
    return event


def _as_json(_: WrappedLogger, __: str, event: EventDict) -> str:
    line: dict[str, Any] = {
        "at": event.pop("timestamp"),
        "level": event.pop("level"),
        "logger": event.pop("logger"),
        "message": event.pop("event"),
    }
    if trace := event.pop("exception", None):
        line["trace"] = trace
    return json.dumps({**line, **event}, ensure_ascii=False, default=str)


def _as_text(_: WrappedLogger, __: str, event: EventDict) -> str:
    turn = f" [{event['turn']}]" if "turn" in event else ""
    trace = f"\n{event['exception']}" if event.get("exception") else ""
    said = f"{event['level'].upper()} {event['logger']}: {event['event']}"
    return f"{event['timestamp']}{turn} {said}{trace}"
