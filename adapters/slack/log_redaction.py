"""Remove personal data and secrets from what slack_sdk and Bolt log."""

import logging
import re

from bot.fault_log import where

# The libraries' messages begin with constant words. Values come after one of these marks
_VALUES = re.compile(r"[:({'\"\n]|https?:|wss?:")


class _RedactingFilter(logging.Filter):
    """Keeps only the constant words and the error type of a log record, and drops every value."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = _VALUES.split(record.getMessage(), maxsplit=1)[0].strip()
        error = record.exc_info[1] if record.exc_info else None
        record.msg, record.args = f"{words} ({where(error)})" if error else words, ()
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def library_logger() -> logging.Logger:
    """Return a logger for slack_sdk and Bolt that redacts warnings and errors.

    The level is set on this logger itself, because the libraries check at every request whether
    DEBUG is on. Bolt copies the level and the filters to its own loggers.
    """
    logger = logging.getLogger("adapters.slack.library")
    logger.setLevel(logging.WARNING)
    if not logger.filters:
        logger.addFilter(_RedactingFilter())
    return logger
