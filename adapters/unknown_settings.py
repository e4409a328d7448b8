"""Find environment variables that look like misspelled names of settings."""

import contextlib
import os
from collections.abc import Mapping
from difflib import get_close_matches

from adapters.env_file import EnvFileError, values_in_env_file
from adapters.settings import PREFIX, setting_declarations, variable

_OF_TESTS = f"{PREFIX}TEST_"


def unknown_settings() -> list[str]:
    """Return a warning for each environment variable with our prefix that is no setting."""
    known = [variable(name) for name in setting_declarations()]
    in_file: Mapping[str, str | None] = {}
    with contextlib.suppress(EnvFileError):  # load_settings reports this error
        in_file = values_in_env_file()
    named = {name.upper() for name in (*os.environ, *in_file) if name}
    lines = []
    for name in sorted(named):
        if not name.startswith(PREFIX) or name in known or name.startswith(_OF_TESTS):
            continue
        near = get_close_matches(name, known, n=1, cutoff=0.8)
        advice = (
            f"do you mean {near[0]}?" if near else "'edgefinder doctor' lists the existing ones"
        )
        lines.append(f"{name} is not a setting of this version: {advice}")
    return lines
