"""Read the file `.env` in the current folder."""

from collections.abc import Mapping
from pathlib import Path

ENV_FILE = ".env"


class EnvFileError(Exception):
    """Raised if `.env` cannot be used.

    `problems` has one line per problem, and never contains a secret.
    """

    def __init__(self, *problems: str) -> None:
        super().__init__(problems[0])
        self.problems = problems


def values_in_env_file() -> Mapping[str, str | None]:
    """Return the names and values in `.env`, or {} if the file does not exist.

    Raises EnvFileError if a line cannot be parsed, because dotenv would drop all lines after it.
    The error does not show the line, which may contain a secret.
    """
    try:
        with Path(ENV_FILE).open(encoding="utf-8") as file:
            # import dotenv only if there is a file, because that takes longer than most commands
            from dotenv import dotenv_values  # noqa: PLC0415 - it loads slowly
            from dotenv.parser import parse_stream  # noqa: PLC0415 - it loads slowly

            bad = [each.original.line for each in parse_stream(file) if each.error]
            file.seek(0)
            values = {} if bad else dotenv_values(stream=file)
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise EnvFileError(f"{ENV_FILE} is not a text file: save it as UTF-8") from None
    except OSError as error:
        raise EnvFileError(f"{ENV_FILE} cannot be read: {error.strerror or error}") from None
    if bad:
        raise EnvFileError(
            *(
                f"{ENV_FILE}, line {line}, cannot be read: write NAME=VALUE, and a value with "
                "spaces or quotes as NAME='VALUE'"
                for line in bad
            )
        )
    return values
