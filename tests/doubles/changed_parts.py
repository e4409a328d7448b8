"""Edgefinder with some of its parts replaced."""

import copy
from typing import Any

from core.edgefinder import Edgefinder


def with_parts(edgefinder: Edgefinder, **parts: Any) -> Edgefinder:
    """A copy that has these parts; the others are shared."""
    changed = copy.copy(edgefinder)
    vars(changed).update(parts)
    return changed
