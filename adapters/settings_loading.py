"""Load the settings from the environment and the `.env` file."""

import os
from collections.abc import Mapping
from typing import Any

from adapters.env_file import EnvFileError, values_in_env_file
from adapters.setting_checks import WrongSetting
from adapters.settings import Settings, SettingsError, setting_declarations, variable


def load_settings() -> Settings:
    """Load the settings from the environment and `.env`.

    Raises SettingsError if a setting is wrong.
    """
    try:
        in_file = values_in_env_file()
    except EnvFileError as error:
        raise SettingsError(error.problems) from None
    names = {variable(name): name for name in setting_declarations()}
    given = {
        names[key.upper()]: value
        for source in (in_file, os.environ)
        for key, value in source.items()
        if value and key.upper() in names
    }
    return settings_from(given)


def settings_from(given: Mapping[str, str]) -> Settings:
    """Return settings made from texts, which are given by the settings' names.

    Raises SettingsError if a text is wrong.
    """
    problems: list[str] = []
    values: dict[str, Any] = {}
    for name, each in setting_declarations().items():
        if name not in given:
            continue
        value: Any = given[name]
        try:
            for check in each.checks:
                value = check(value)
        except WrongSetting as error:
            problems.append(f"{variable(name)} {error}")
        except (OSError, RuntimeError, ValueError):  # the path cannot exist on any system
            problems.append(f"{variable(name)} is not a path that can be used")
        values[name] = value
    if problems:
        raise SettingsError(tuple(problems))
    return Settings(**values)
