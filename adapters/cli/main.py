"""Run a command line, and end with its exit code.

Only what reads the command line is imported here; what a command needs comes when it runs, so
that `--help` and mistakes are answered at once.
"""

import argparse
import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from adapters.cli.outcome import COULD_NOT, DONE, CannotDo
from adapters.cli.parser import parser

_INTERRUPTED = 130


def main() -> NoReturn:
    """The console script."""
    gc.disable()  # until all is loaded
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Runs the command line; returns its exit code. Shows no trace, whatever happens."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a sign that the terminal lacks is no fault
    try:
        arguments = parser().parse_args(words or ["--help"])
        work = _loaded(arguments.work)
        with _what_is_shown(arguments.work):
            code = work(arguments)
        sys.stdout.flush()
    except CannotDo as error:
        return _refuse(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - the edge of the program: told in one line
        from adapters.cli.error_lines import error_line

        return _refuse(error_line(error))
    return code


def _loaded(work: str) -> Callable[[argparse.Namespace], int]:
    """The function that does a command's work.

    What it imports stays: the collector of garbage finds nothing in it, and would take a sixth of
    the time to look.
    """
    module, _, name = work.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(
        importlib.import_module(f"adapters.cli.{module}"), name
    )
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return found


def _refuse(why: str) -> int:
    from adapters.terminal.visible_marks import on_one_line

    print(f"edgefinder: {on_one_line(why)}", file=sys.stderr)
    return COULD_NOT


def _what_is_shown(work: str) -> "contextlib.AbstractContextManager[Any]":
    """Puts visible marks in place of what names, files and reasons of strangers would do to a
    terminal. Chats see to that themselves: they style what they show.
    """
    if work.startswith(("chat_command", "demo_command")):
        return contextlib.nullcontext()
    from adapters.terminal.visible_marks import VisibleOutput

    return contextlib.redirect_stdout(VisibleOutput(sys.stdout))
