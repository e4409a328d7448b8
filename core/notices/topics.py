"""The topics of notices, and how often notices come."""

from enum import StrEnum


class Pace(StrEnum):
    """How often an instructor is notified about a roster's candidates."""

    EACH = "each"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"


class Topic(StrEnum):
    """A topic of notices that people can turn off separately.

    Its value is what people type.
    """

    RESULTS = "results"
    CREDENTIALS = "credentials"
    NEXT = "next"
    NUDGES = "nudges"
    IMPORTS = "imports"
