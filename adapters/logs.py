"""Set up logging: one line per record, as text or JSON, on standard error; no personal data.

Every line about one message has the same reference, `turn`, so that you can follow it from the
platform's update to the answer.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from bot.turn_watch import current_reference

LogFormat = Literal["text", "json"]

# at INFO or DEBUG these log URLs (Telegram's contain the token), requests, or parameters of
# statements
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
    """Set up logging for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet_libraries()


def quiet_libraries() -> None:
    """Let libraries log only warnings and errors, even if we log at DEBUG."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


class TextLines(logging.Formatter):
    """A record as a line of text, with the reference of its turn."""

    def format(self, record: logging.LogRecord) -> str:
        at = f"{datetime.fromtimestamp(record.created):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ006 - local time
        turn = f" [{reference}]" if (reference := current_reference()) else ""
        trace = f"\n{told}" if (told := _trace(record)) else ""
        return f"{at}{turn} {record.levelname} {record.name}: {record.getMessage()}{trace}"


class JsonLines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).replace(tzinfo=None)
        line = {
            "at": f"{at.isoformat(timespec='microseconds')}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if trace := _trace(record):
            line["trace"] = trace
        if reference := current_reference():
            line["turn"] = reference
        return json.dumps(line, ensure_ascii=False)


def _trace(record: logging.LogRecord) -> str:
    held = record.exc_info
    return logging.Formatter().formatException(held) if held and held[0] else ""
