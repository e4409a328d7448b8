"""A small schema language for Slack's rules, with Slack's error texts."""

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]


class Problems(list[str]):
    """The errors found, each with a JSON pointer as in Slack's messages."""

    def at(self, pointer: str, words: str) -> None:
        self.append(f"{words} [json-pointer:{pointer}]")


Rule = Callable[[object, str, Problems], None]


def string(most: int | None = None, *, least: int = 0, choices: tuple[str, ...] = ()) -> Rule:
    """Accept a string of `least` to `most` characters, or one of the `choices`."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, str):
            problems.at(at, "must provide a string")
        elif choices and value not in choices:
            problems.at(at, f"must be one of: {', '.join(choices)}")
        elif len(value) < least:
            problems.at(at, f"must be more than {least - 1} characters")
        elif most is not None and len(value) > most:
            problems.at(at, f"must be less than {most + 1} characters")

    return check


def link(*schemes: str, most: int = 3000) -> Rule:
    """Accept a URL with one of these schemes, of at most `most` characters."""
    length = string(most, least=1)

    def check(value: object, at: str, problems: Problems) -> None:
        found = len(problems)
        length(value, at, problems)
        if len(problems) == found and not str(value).startswith(schemes):
            problems.at(at, f"invalid url: {str(value)[:60]}")

    return check


def boolean(value: object, at: str, problems: Problems) -> None:
    if not isinstance(value, bool):
        problems.at(at, "must provide a boolean")


def integer(least: int = 0, most: int | None = None) -> Rule:
    """Accept an integer from `least` to `most`."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            problems.at(at, "must provide an integer")
        elif value < least:
            problems.at(at, f"must be greater than {least - 1}")
        elif most is not None and value > most:
            problems.at(at, f"must be less than {most + 1}")

    return check


def number(value: object, at: str, problems: Problems) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        problems.at(at, "must provide a number")


def anything(value: object, at: str, problems: Problems) -> None:
    """Accept any value."""


def array(of: Rule, *, most: int | None = None, least: int = 1) -> Rule:
    """Accept a list of `least` to `most` items, each of which follows the rule `of`."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, list):
            problems.at(at, "must provide an array")
            return
        if len(value) < least:
            problems.at(at, f"no less than {least} items allowed")
        if most is not None and len(value) > most:
            problems.at(at, f"no more than {most} items allowed")
            return
        for number, item in enumerate(value):
            of(item, f"{at}/{number}", problems)

    return check


def record(
    required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, *laws: Rule
) -> Rule:
    """Accept an object with these keys and no others. `laws` are rules about several keys."""
    known = {**required, **(optional or {})}

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.at(at, "must provide an object")
            return
        for key in required:
            if key not in value:
                problems.at(at, f"missing required field: {key}")
        for key, item in value.items():
            if key in known:
                known[key](item, f"{at}/{key}", problems)
            else:
                problems.at(at, f"invalid additional property: {key}")
        for law in laws:
            law(value, at, problems)

    return check


def by_type(rules: Mapping[str, Rule]) -> Rule:
    """Accept an object that follows the rule for its `type`."""

    def check(value: object, at: str, problems: Problems) -> None:
        if not isinstance(value, dict):
            problems.at(at, "must provide an object")
            return
        kind = value.get("type")
        if kind is None:
            problems.at(at, "missing required field: type")
        elif isinstance(kind, str) and kind in rules:
            rules[kind](value, at, problems)
        else:
            problems.at(f"{at}/type", f"unsupported type: {kind}")

    return check


def matching_all(rule: Rule) -> Rule:
    """Put Slack's general error before the specific ones, as Slack does."""

    def check(value: object, at: str, problems: Problems) -> None:
        found = Problems()
        rule(value, at, found)
        if found:
            problems.at(at, "failed to match all allowed schemas")
            problems.extend(found)

    return check


def at_least_one_of(*keys: str) -> Rule:
    """Return a rule: one of these keys must have a value."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, dict) and not any(value.get(key) for key in keys):
            problems.at(at, f"must have at least one of: {', '.join(keys)}")

    return check


def not_both(one: str, other: str) -> Rule:
    """Return a rule: only one of these two keys may have a value."""

    def check(value: object, at: str, problems: Problems) -> None:
        if isinstance(value, dict) and value.get(one) and value.get(other):
            problems.at(at, f"only one of {one}, {other} may be given")

    return check
