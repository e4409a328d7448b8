"""Parse a command line, run its command and exit with the command's code.

Only the parser is imported here. Each command's own modules are imported when the command runs, so
that `--help` and usage errors are fast.
"""

import argparse
import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from adapters.cli.ctrl_c import INTERRUPTED, TERMINATED, Terminated, end_at_second_interrupt
from adapters.cli.exit_codes import COULD_NOT, DONE, CannotDo
from adapters.cli.parser import parser


def main() -> NoReturn:
    """Run the process's command line and exit."""
    gc.disable()  # imports are slower with garbage collection
    end_at_second_interrupt()
    sys.exit(run(sys.argv[1:]))


def run(words: Sequence[str]) -> int:
    """Run the command line and return its exit code.

    Errors are shown without a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a terminal's encoding may not have some characters
            stream.reconfigure(errors="replace")
    try:
        return _run(words)
    except Terminated:
        return TERMINATED
    except KeyboardInterrupt:  # caught here, because Ctrl-C may come while `_run` reports an error
        return INTERRUPTED


def _run(words: Sequence[str]) -> int:
    try:
        arguments = parser(words[0] if words else "").parse_args(words or ["--help"])
        work = _loaded(arguments.work)
        with _what_is_shown(arguments.work), _acting(arguments.work):
            code = work(arguments)
        # raise BrokenPipeError now if the program that reads our output has closed the pipe
        print(end="", flush=True)
    except CannotDo as error:
        return _refuse(str(error))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:  # noqa: BLE001 - every error is reported in one line
        from adapters.cli.error_lines import error_line

        return _refuse(error_line(error))
    return code


def _loaded(work: str) -> Callable[[argparse.Namespace], int]:
    """Import the function that runs a command, and return it.

    `work` is the function's `module:function`. Garbage collection is off during the imports,
    because it would take a sixth of the time and find nothing. It is turned on after the imports.
    """
    module, _, name = work.partition(":")
    found: Callable[[argparse.Namespace], int] = getattr(
        importlib.import_module(f"adapters.cli.{module}"), name
    )
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
    return found


def _acting(work: str) -> contextlib.AbstractContextManager[Any]:
    """Name the user of this shell in audit entries while this context is open.

    For `serve`, do nothing, because `serve` acts for other people.
    """
    if work.startswith("serve_command"):
        return contextlib.nullcontext()
    import getpass

    from core.audit.actor import Actor, Surface, set_actor

    try:
        who = getpass.getuser()
    except (KeyError, OSError):  # Python 3.13 raises OSError instead of KeyError
        who = str(os.getuid())
    command = work.partition(":")[2].replace("_", " ")
    return set_actor(Actor(Surface.SHELL, who=who, command=command))


def _refuse(why: str) -> int:
    from adapters.terminal.visible_marks import on_one_line

    print(f"edgefinder: {on_one_line(why)}", file=sys.stderr)
    return COULD_NOT


def _what_is_shown(work: str) -> "contextlib.AbstractContextManager[Any]":
    """While this context is open, print visible marks instead of control characters.

    Control characters may come from other people's files. Chats are left out: their own styling
    uses control characters, and they replace other people's control characters themselves.
    """
    is_closed: bool = sys.stdout is None
    if is_closed or work.startswith(("chat_command", "demo_command")):
        return contextlib.nullcontext()
    from adapters.terminal.visible_marks import VisibleOutput

    return contextlib.redirect_stdout(VisibleOutput(sys.stdout))
