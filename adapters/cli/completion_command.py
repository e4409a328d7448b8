"""The command completion: print a shell completion script made from the argument parser."""

import argparse
from argparse import Namespace
from collections.abc import Iterator

from adapters.cli.exit_codes import DONE
from adapters.cli.parser import parser
from adapters.cli.parser_parts import commands_in

_BASH = """_edgefinder() {
  local at="edgefinder" word
  for word in "${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$at $word" in
%(paths)s
    esac
  done
  case "$at" in
%(words)s
  esac
}
complete -o default -F _edgefinder edgefinder
"""


def completion(arguments: Namespace) -> int:
    known = dict(_commands(parser(), "edgefinder"))
    made = {"bash": _bash, "zsh": _zsh, "fish": _fish}[arguments.shell]
    print(made(known), end="")
    return DONE


def _commands(of: argparse.ArgumentParser, path: str) -> Iterator[tuple[str, list[str]]]:
    """Return the words that may follow each command: subcommands, choices and options."""
    words: list[str] = []
    for action in of._actions:  # noqa: SLF001 - argparse offers no other way to list them
        words += action.option_strings
        if not action.option_strings:
            words += map(str, action.choices or ())
    yield path, words
    for name, each in commands_in(of).items():
        yield from _commands(each, f"{path} {name}")


def _bash(known: dict[str, list[str]]) -> str:
    last = '"${COMP_WORDS[COMP_CWORD]}"'
    paths = [f'      "{path}") at="{path}" ;;' for path in known if " " in path]
    words = [
        f'    "{path}") COMPREPLY=($(compgen -W "{" ".join(each)}" -- {last})) ;;'
        for path, each in known.items()
    ]
    return _BASH % {"paths": "\n".join(paths), "words": "\n".join(words)}


def _zsh(known: dict[str, list[str]]) -> str:
    return f"autoload -U +X bashcompinit && bashcompinit\n{_bash(known)}"


def _fish(known: dict[str, list[str]]) -> str:
    lines = []
    for path, words in known.items():
        names = path.split()[1:]
        seen = "; and ".join(f"__fish_seen_subcommand_from {name}" for name in names)
        when = seen or "__fish_use_subcommand"
        lines.append(f"complete -c edgefinder -n '{when}' -a '{' '.join(words)}'\n")
    return "".join(lines)
