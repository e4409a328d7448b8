"""Read goals from TOML. Each error names the wrong key and says how to fix it."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from core.catalog.model import Catalog, Credential, Evidence, ExamKind, Level, PerformanceForm
from core.goals.model import (
    Component,
    Goal,
    GoalKind,
    Has,
    Node,
    SignOffRequired,
    Some,
    Tier,
    Visibility,
    leaves,
)
from core.language.message import _

Choice = TypeVar("Choice", bound=StrEnum)

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CODE_LENGTH = 40
"""The maximum length of a goal's code. A longer code would not fit in a chat button's data."""
_MOST_LEAVES = 2000
_DEEPEST = 40
_LARGEST = 1_000_000
_GOAL_KEYS = (
    "code", "title", "kind", "owner", "visibility", "group", "course", "credits", "source", "dated",
    "note", "elsewhere", "needs", "tier",
)  # fmt: skip
_SELECTOR_KEYS = ("area", "level", "form", "evidence", "except")
_LIMITS = ("component", "within_years")
_FORMS = ("all", "any", "at_least", "credits", "credential", "signed")


class GoalError(Exception):
    """Raised if a goal cannot be used. The message names the file, goal, key and fix.

    `key` is empty if the problem is with the file as a whole.
    """

    def __init__(self, where: str, key: str, why: str) -> None:
        super().__init__(f"{where}: {key}: {why}" if key else f"{where}: {why}")
        self.key = key
        self.why = why


def parse_goals(text: str, catalog: Catalog, file: str) -> list[Goal]:
    """Parse the goals in a TOML text, in order.

    Raises GoalError if the text is not valid TOML, if a goal is not valid, or if two goals have the
    same code.
    """
    reader = GoalReader(catalog)
    goals: dict[str, Goal] = {}
    for number, entry in enumerate(goal_entries(text, file), 1):
        goal = reader.read(entry, file, number)
        if goal.code in goals:
            raise GoalError(f"{file}: goal {goal.code}", "code", CODE_TWICE)
        goals[goal.code] = goal
    return list(goals.values())


CODE_TWICE = "is used twice; choose another code"


def goal_entries(text: str, file: str) -> list[Any]:
    """Return the [[goal]] tables of a TOML file, without parsing them further.

    Raises GoalError if the text is not valid TOML, has no [[goal]] table, or has anything besides
    [[goal]] tables.
    """
    try:
        document = tomllib.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        raise GoalError(file, "", f"not valid TOML: {error}; fix it there") from error
    except RecursionError as error:
        raise GoalError(file, "", "tables within tables too deep to be a goal") from error
    for key in document:
        if key != "goal":
            raise GoalError(file, key, "unknown; the file has [[goal]] only")
    entries = document.get("goal")
    if not isinstance(entries, list) or not entries:
        raise GoalError(file, "goal", "missing; write a table [[goal]] for each goal")
    return entries


class GoalReader:
    """Reads goals one after another, and checks them against the same catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._names: dict[str, list[Credential]] = {}
        for credential in catalog.credentials:
            for name in {_folded(each) for each in (credential.code, *credential.names)}:
                self._names.setdefault(name, []).append(credential)

    def read(self, entry: Any, file: str, number: int = 1) -> Goal:
        """Parse one [[goal]] table. `number` is the table's position in the file.

        Raises GoalError if the goal is not valid, or needs a credential not in the catalog.
        """
        return _Reader(self._catalog, self._names, file, number, entry).goal()


class _Reader:
    """Builds one goal. Every error names the goal."""

    def __init__(
        self,
        catalog: Catalog,
        names: Mapping[str, list[Credential]],
        file: str,
        number: int,
        entry: Any,
    ) -> None:
        self._catalog = catalog
        self._names = names
        self._where = f"{file}: goal number {number}"
        self._entry = self._table("goal", entry)
        code = self._entry.get("code")
        if isinstance(code, str) and code.isprintable():
            self._where = f"{file}: goal {code}"

    def goal(self) -> Goal:
        entry = self._entry
        self._expect("", entry, _GOAL_KEYS)
        code = self._text("code", entry)
        if not _CODE.fullmatch(code) or len(code) > _CODE_LENGTH:
            self._wrong(
                "code",
                f'"{code}" is not a valid code; use small letters and digits joined by "-", '
                f"{_CODE_LENGTH} characters at most",
            )
        group = entry.get("group", False)
        if not isinstance(group, bool):
            self._wrong("group", "write true or false")
        elsewhere = entry.get("elsewhere", True)
        if not isinstance(elsewhere, bool):
            self._wrong("elsewhere", "write true or false")
        dated = entry.get("dated")
        if dated is not None and (not isinstance(dated, date) or isinstance(dated, datetime)):
            self._wrong("dated", "write a day without quotes: 2017-07-01")
        return Goal(
            code=code,
            title=self._text("title", entry),
            kind=self._choice("kind", entry.get("kind"), GoalKind),
            owner=self._text("owner", entry, ""),
            tiers=self._tiers(),
            visibility=self._choice(
                "visibility", entry.get("visibility", Visibility.PUBLIC), Visibility
            ),
            group=group,
            course=self._text("course", entry, ""),
            credits=self._number("credits", entry["credits"]) if "credits" in entry else None,
            source=self._text("source", entry, ""),
            dated=dated,
            note=self._text("note", entry, ""),
            elsewhere=elsewhere,
        )

    def _tiers(self) -> tuple[Tier, ...]:
        entry = self._entry
        if ("needs" in entry) == ("tier" in entry):
            self._wrong("needs", "write either needs, or [[goal.tier]] tables, lowest first")
        if "needs" in entry:
            return (Tier("", self._whole("needs", entry["needs"])),)
        if not isinstance(entry["tier"], list) or not entry["tier"]:
            self._wrong("tier", "write a table [[goal.tier]] for each, lowest first")
        tiers: list[Tier] = []
        for place, value in enumerate(entry["tier"], 1):
            table = self._table(f"tier[{place}]", value)
            self._expect(f"tier[{place}].", table, ("name", "needs"))
            if "needs" not in table:
                self._wrong(f"tier[{place}].needs", "missing; say what it takes")
            name = self._text("name", table, key=f"tier[{place}].name")
            tiers.append(Tier(name, self._whole(f"tier[{place}].needs", table["needs"])))
        return tuple(tiers)

    def _whole(self, key: str, value: Any) -> Node:
        node = self._node(key, value, Component.EARNED, None, 0)
        if sum(1 for _ in leaves(node)) > _MOST_LEAVES:
            self._wrong(key, f"asks for more than {_MOST_LEAVES} things; divide it into goals")
        return node

    def _node(
        self, key: str, value: Any, component: Component, years: int | None, depth: int
    ) -> Node:
        if depth > _DEEPEST:
            self._wrong(key, f"is more than {_DEEPEST} tables deep; write it flatter")
        if isinstance(value, str):
            return Has(self._credential(key, value).code, component, years)
        table = self._table(key, value)
        if "component" in table:
            component = self._choice(f"{key}.component", table["component"], Component)
        if "within_years" in table:
            years = self._number(f"{key}.within_years", table["within_years"])
        forms = [form for form in _FORMS if form in table]
        if len(forms) != 1:
            self._wrong(key, f"has to have one of {', '.join(_FORMS)}")
        [form] = forms
        if form == "credential":
            self._expect(f"{key}.", table, ("credential", *_LIMITS))
            code = self._credential(f"{key}.credential", table["credential"]).code
            return Has(code, component, years)
        if form == "signed":
            self._expect(f"{key}.", table, ("signed", "hours", "two_people"))
            hours = self._number(f"{key}.hours", table["hours"]) if "hours" in table else 0
            two = table.get("two_people", False)
            if not isinstance(two, bool):
                self._wrong(f"{key}.two_people", "is neither true nor false")
            item = self._text("signed", table, key=f"{key}.signed")
            return SignOffRequired(item, hours, two_people=two)
        if form == "credits":
            return self._credits(key, table, component, years, depth)
        listed = "of" if form == "at_least" else form
        self._expect(f"{key}.", table, (form, listed, "words", *_LIMITS))
        if listed not in table:
            self._wrong(f"{key}.{listed}", "missing; write a list, or a selector of area or level")
        parts, what = self._parts(f"{key}.{listed}", table[listed], component, years, depth)
        need = {"all": len(parts), "any": 1}.get(form) or self._number(f"{key}.{form}", table[form])
        if need > len(parts):
            self._wrong(f"{key}.{form}", f"asks for {need} of {len(parts)}; lower it")
        words = self._text("words", table, _said(need, len(parts), what), key=f"{key}.words")
        if 1 < need < len(parts):
            self._expect_once(f"{key}.{listed}", parts)
        return Some(need, parts, words)

    def _credits(
        self, key: str, table: Mapping[str, Any], component: Component, years: int | None,
        depth: int,
    ) -> Some:  # fmt: skip
        self._expect(f"{key}.", table, ("credits", "cap", "of", "words", *_LIMITS))
        need = self._number(f"{key}.credits", table["credits"])
        cap = self._number(f"{key}.cap", table["cap"]) if "cap" in table else None
        if cap is not None and need > cap:
            self._wrong(f"{key}.cap", f"is less than the {need} credits asked for; raise it")
        items = table.get("of")
        if not isinstance(items, list) or not items:
            self._wrong(f"{key}.of", "write a list: [{ worth = 3, needs = ... }]")
        parts: list[Node] = []
        worth: list[int] = []
        for place, value in enumerate(items, 1):
            at = f"{key}.of[{place}]"
            item = self._table(at, value)
            self._expect(f"{at}.", item, ("worth", "needs"))
            worth.append(self._number(f"{at}.worth", item.get("worth")))
            parts.append(self._node(f"{at}.needs", item.get("needs"), component, years, depth + 1))
        if need > sum(worth):
            self._wrong(f"{key}.credits", f"asks for {need} of {sum(worth)} credits; lower it")
        words = self._text("words", table, f"{need} credits", key=f"{key}.words")
        return Some(need, tuple(parts), words, tuple(worth), cap)

    def _parts(
        self, key: str, value: Any, component: Component, years: int | None, depth: int
    ) -> tuple[tuple[Node, ...], str]:
        """Return the parts that a list or a selector names, and a text that describes them.

        The text is for people. A part that is named twice is returned once.
        """
        if isinstance(value, list):
            nodes = [
                self._node(f"{key}[{place}]", each, component, years, depth + 1)
                for place, each in enumerate(value, 1)
            ]
            what = "these"
        else:
            chosen, what = self._selected(key, self._table(key, value))
            nodes = [Has(each.code, component, years) for each in chosen]
        if component is not Component.EARNED and not isinstance(value, list):
            what = f"{what}: {component} passed"
        # without duplicates: a credential that is named twice counts once
        parts = tuple(dict.fromkeys(nodes))
        if not parts:
            self._wrong(key, "selects nothing; widen it")
        return parts, what

    def _selected(self, key: str, table: Mapping[str, Any]) -> tuple[list[Credential], str]:
        self._expect(f"{key}.", table, _SELECTOR_KEYS)
        area = table.get("area")
        if area is not None and area not in self._catalog.areas:
            self._wrong(
                f"{key}.area", f"is not an area; the areas are {', '.join(self._catalog.areas)}"
            )
        level = self._choice(f"{key}.level", table["level"], Level) if "level" in table else None
        form = (
            self._choice(f"{key}.form", table["form"], PerformanceForm) if "form" in table else None
        )
        evidence = (
            self._choice(f"{key}.evidence", table["evidence"], Evidence)
            if "evidence" in table
            else None
        )
        left_out = table.get("except", [])
        if not isinstance(left_out, list):
            self._wrong(f"{key}.except", "write a list of credentials")
        without = [
            self._credential(f"{key}.except[{place}]", each)
            for place, each in enumerate(left_out, 1)
        ]
        chosen = [
            each
            for each in self._catalog.credentials
            if (area is None or each.area == area)
            and (level is None or each.level is level)
            and (form is None or form in {e.form for e in each.exams_of(ExamKind.PERFORMANCE)})
            and (evidence is None or each.evidence is evidence)
            and each not in without
        ]
        what = ", ".join(part for part in (area, level and f"Level {level}", form) if part)
        if without:
            what += f" (without {' and '.join(each.title for each in without)})"
        return chosen, what or "all credentials"

    def _credential(self, key: str, name: Any) -> Credential:
        if not isinstance(name, str):
            self._wrong(key, "write a credential's code or name in quotes")
        found = self._names.get(_folded(name), [])
        if len(found) != 1:
            why = "is the name of several credentials" if found else "is not a credential"
            shown = name if name.isprintable() else "that"
            self._wrong(key, f"\"{shown}\" {why}; look its code up with 'edgefinder catalog'")
        return found[0]

    def _expect_once(self, key: str, parts: Sequence[Node]) -> None:
        codes = [part.credential for part in parts if isinstance(part, Has)]
        for code in codes:
            if codes.count(code) > 1:
                self._wrong(key, f"has {code} twice; a credential counts once in a list")

    def _table(self, key: str, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            self._wrong(key, "write a table: { all = [...] }, or a credential in quotes")
        return value

    def _expect(self, before: str, table: Mapping[str, Any], known: Sequence[str]) -> None:
        for key in table:
            if key not in known:
                shown = key if key.isprintable() else "a key"
                self._wrong(f"{before}{shown}", f"unknown key; the keys are {', '.join(known)}")

    def _text(
        self, name: str, table: Mapping[str, Any], default: str | None = None, key: str = ""
    ) -> str:
        value = table.get(name, default)
        if not isinstance(value, str) or (name in table and not value.strip()):
            self._wrong(key or name, 'write one line of text in quotes: "..."')
        if not value.isprintable():
            self._wrong(key or name, "is more than one line; write one plain line")
        return value.strip()

    def _number(self, key: str, value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LARGEST:
            self._wrong(key, f"write a whole number from 1 to {_LARGEST}")
        return value

    def _choice(self, key: str, value: Any, choices: type[Choice]) -> Choice:
        try:
            return choices(value)
        except ValueError:
            self._wrong(key, f"use one of {', '.join(choices)}")

    def _wrong(self, key: str, why: str) -> NoReturn:
        raise GoalError(self._where, key, why)


def _said(need: int, count: int, what: str) -> str:
    if need == count:
        return _("all of %(what)s", what=what)
    if need > 1:
        return _("at least %(need)s of %(what)s", need=need, what=what)
    return _("any of %(what)s", what=what)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
