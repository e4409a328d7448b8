"""The `.env` file in the current folder: its lines that cannot be parsed, and its names."""

from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import parse_stream

ENV_FILE = ".env"


def unreadable_lines() -> list[int]:
    """The numbers of the lines that cannot be parsed; what follows them would be lost.

    Raises OSError or UnicodeDecodeError if the file cannot be read at all.
    """
    try:
        with Path(ENV_FILE).open(encoding="utf-8") as file:
            return [each.original.line for each in parse_stream(file) if each.error]
    except FileNotFoundError:
        return []


def names_in_env_file() -> list[str]:
    """The names that the file sets; none if it cannot be read."""
    try:
        return list(dotenv_values(ENV_FILE, encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return []  # reported by load_settings
