"""Logging: one line per record, as text or JSON, on standard error; no personal data."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Literal

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
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "telegram",
    "uvicorn",
)


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["trace"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def report_to_stderr(log_format: LogFormat = "text", level: int = logging.INFO) -> None:
    """Set up logging for the whole process."""
    handler = logging.StreamHandler(sys.stderr)
    if log_format == "json":
        handler.setFormatter(_JsonLines())
    else:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    quiet_libraries()


def quiet_libraries() -> None:
    """Let libraries log only warnings and errors, even if we log at DEBUG."""
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
