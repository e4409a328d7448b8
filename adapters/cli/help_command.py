"""The command help: list commands and topics, or print the help of one of them."""

import argparse
from argparse import Namespace
from collections.abc import Callable, Iterator

from adapters.cli.exit_codes import DONE, CannotDo
from adapters.cli.output import print_wrapped
from adapters.cli.parser import parser
from adapters.cli.parser_parts import commands_in, unknown_word


def show_help(arguments: Namespace) -> int:
    """Print the help of a command or topic. Without a name, list the commands and topics."""
    top = parser()
    words: list[str] = [word.lower() for word in arguments.topic]
    if not words:
        top.print_help()
        print()
        print("topics:")
        for name, (summary, _) in TOPICS.items():
            print(f"  {name:<18}  {summary}")
        print()
        print("See 'edgefinder help COMMAND' or 'edgefinder help TOPIC'.")
    elif len(words) == 1 and words[0] in TOPICS:
        for line in TOPICS[words[0]][1]():
            print_wrapped(line) if line else print()
    else:
        _command(top, words).print_help()
    return DONE


def _command(top: argparse.ArgumentParser, words: list[str]) -> argparse.ArgumentParser:
    """Return the parser of the command named by these words.

    Raises CannotDo if no command has this name.
    """
    found = top
    for word in words:
        known = commands_in(found)
        if not known:
            raise CannotDo(f"'{found.prog}' has no further commands: see '{found.prog} --help'")
        if word not in known:
            names = list(dict.fromkeys([*known, *(TOPICS if found is top else ())]))
            raise CannotDo(unknown_word(word, names))
        found = known[word]
    return found


def _settings() -> Iterator[str]:
    from adapters.settings import setting_declarations, variable

    yield "Set these in the environment or in a file .env in the folder where edgefinder is run."
    for name, field in setting_declarations().items():
        yield ""
        yield variable(name)
        yield f"  {field.description.replace('`', '')}"


def _files() -> Iterator[str]:
    from core.importing.templates import TEMPLATES

    yield (
        "Import takes CSV, XLSX, XLS and ODS files and OneRoster zips. Headers in other words are "
        "matched with --map, values that are missing set with --set, and the exports of many "
        "systems are known by name: --profile. A sheet to fill in: edgefinder import KIND "
        "--template."
    )
    for kind, (header, *_) in TEMPLATES.items():
        yield ""
        yield f"{kind}: {', '.join(header)}"
    yield ""
    yield "goals: a TOML file."
    yield ""
    yield (
        "May be left out: score, attempt, evaluator, source_ref and evidence; the number of staff, "
        "the e-mail address of candidates. Scores without outcomes: --set pass_mark=70."
    )


def _exit_codes() -> Iterator[str]:
    yield "0: done, or the answer is yes."
    yield "1: the answer is no: a credential is not valid, nothing was found, something is wrong."
    yield "2: bad input, or it could not be done; one line on standard error says how to fix it."
    yield "3: an import finished with rejected rows, which are in the rejects file."


def _chat() -> Iterator[str]:
    from bot.commands import COMMANDS

    yield "In a chat, ask in your own words, in English or Spanish, or by command:"
    for command in COMMANDS:
        yield ""
        yield command.written
        yield f"  {command.summary}"


TOPICS: dict[str, tuple[str, Callable[[], Iterator[str]]]] = {
    "chat": ("what you can say in a chat", _chat),
    "exit-codes": ("what the exit codes mean", _exit_codes),
    "files": ("the files that import takes, and their columns", _files),
    "settings": ("all settings", _settings),
}
"""For each topic of `help`: a summary, and a function that yields the topic's paragraphs."""
