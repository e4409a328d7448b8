"""Match a file's columns with ours, and plan how to convert its rows to rows of ours."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from core.importing.advice import by_place
from core.importing.column_names import synonym_ranks
from core.importing.profiles import Profile, shipped_profiles
from core.importing.reading_options import ReadingOptions
from core.importing.scores import points_of
from core.importing.sheets import (
    ColumnsMissing,
    FileRefused,
    column_name,
    header_words,
    quote_cell,
)
from core.language.message import _

_NEAR = 80.0
"""A column whose name is at least this similar to ours (0 to 100) may be misspelled."""
INSTEAD: dict[str, tuple[str, ...]] = {
    "candidate_number": ("candidate_email",),
    "instructor_email": ("instructor_name",),
    "given_name": ("full_name",),
    "family_name": ("full_name",),
}
"""The columns that a file may have instead of some of our columns."""
SPOKEN = {
    "taken_on": _("day"), "issued_on": _("day"), "candidate_number": _("candidate number"),
    "given_name": _("given name"), "family_name": _("family name"), "instructor_email":
    _("instructor's e-mail address"),
}  # fmt: skip
EXAMPLES = {
    "taken_on": "2026-03-31", "issued_on": "2026-03-31", "role": "candidate",
    "organisation": '"North Tech"', "roster": '"Machining I"', "exam": "M1-MMS-T",
    "instructor_email": "teacher@example.org", "outcome": "pass", "credential": "M1-MMS",
}  # fmt: skip
_SUFFIX_BEHIND = re.compile(
    r"(?<=\w)(?:\s*,\s*|\s+)(?P<suffix>(?:jr|sr)\.?|i{2,3}|iv)\s*$", re.IGNORECASE
)
_JOINED = re.compile(r"\{([^{}]+)\}")

Cell = Callable[[Sequence[str]], str]


@dataclass(slots=True)
class Plan:
    """How to convert each row of a file.

    `places` has the positions of our columns in the file. `fixed` has the values that are the same
    in all rows. `made` has functions that compute a value from a row. `exams` has the exam columns
    of a gradebook, with the exams' codes. `missing` has the required columns that were not found.
    `meanings` says for some columns what words in their cells mean.
    """

    profile: Profile | None = None
    places: dict[str, int] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    made: dict[str, Cell] = field(default_factory=dict)
    exams: dict[int, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def found(self) -> set[str]:
        return {*self.places, *self.fixed, *self.made}


def plan_columns(
    header: Sequence[str], needed: Sequence[str], optional: Sequence[str], reading: ReadingOptions
) -> Plan:
    """Find our columns in a file's header. Return the plan to read them.

    `missing` in the plan lists the required columns that were not found. Raises FileRefused if
    options contradict each other, or name a column that does not exist.
    """
    names = [column_name(cell) for cell in header]
    words = [header_words(cell) for cell in header]
    plan = Plan(_profile(header, words, reading))
    if plan.profile:
        plan.meanings = {key: dict(each) for key, each in plan.profile.values.items()}
    for column, each in reading.meanings.items():
        plan.meanings.setdefault(column, {}).update(each)
    for column in reading.values.keys() & reading.columns.keys():
        raise FileRefused(_("%(column)s has both --map and --set: leave one out", column=column))
    plan.fixed.update(reading.values)
    for column, theirs in reading.columns.items():
        _use(plan, column, (theirs,), header, words, asked=True)
    if plan.profile:
        for column, several in plan.profile.columns.items():
            if column not in plan.found:
                _use(plan, column, several, header, words)
    wanted = _wanted(needed, optional)
    for column in wanted:  # exact names first, so that no synonym takes the column of an exact name
        if column not in plan.found and column in names:
            plan.places[column] = names.index(column)
    if plan.profile is None or not plan.profile.columns:
        _by_synonyms(plan, wanted, words, needed)
    _set_missing(plan, needed, reading)
    _find_exams(plan, header, needed, reading)
    _outcome_by_score(plan, needed)
    _take_names_apart(plan, needed, optional)
    plan.missing = _missing(plan, needed)
    return plan


def _set_missing(plan: Plan, needed: Sequence[str], reading: ReadingOptions) -> None:
    """Set one value for all rows in columns that the file lacks, from an option or profile."""
    if plan.profile:
        for column, value in plan.profile.set.items():
            if column not in plan.found:
                plan.fixed[column] = value
    for column, value in reading.defaults.items():
        if column in needed and column not in plan.found:
            plan.fixed[column] = value


def _outcome_by_score(plan: Plan, needed: Sequence[str]) -> None:
    """If a file has scores but no outcomes, compute each outcome from the passing score.

    Raises FileRefused if the passing score is not a number.
    """
    if "outcome" not in needed or plan.exams or "pass_mark" not in plan.fixed:
        return
    mark = points_of(plan.fixed.pop("pass_mark"))
    if mark is None:
        raise FileRefused(_("pass_mark is not a number: write it as --set pass_mark=70"))
    if "outcome" in plan.found or "score" not in plan.places:
        return
    place, lowest = plan.places["score"], mark[0]

    def outcome(row: Sequence[str]) -> str:
        found = points_of(row[place])
        if found is None:
            return ""
        points, whole = found
        return "pass" if points * 100 / (whole or 100) >= lowest else "fail"

    plan.made["outcome"] = outcome


def _profile(
    header: Sequence[str], words: Sequence[str], reading: ReadingOptions
) -> Profile | None:
    if reading.profile is not None or not reading.kind:
        return reading.profile
    there = frozenset(words)
    for each in shipped_profiles():
        if reading.kind not in each.kinds or not each.recognizes(there):
            continue
        if each.gradebook and not any(_exam_of(cell, each, reading) for cell in header):
            continue
        return each
    return None


def _wanted(needed: Sequence[str], optional: Sequence[str]) -> tuple[str, ...]:
    instead = [other for column in needed for other in INSTEAD.get(column, ())]
    middle = ("middle_name",) if "given_name" in needed else ()
    return tuple(dict.fromkeys((*needed, *optional, *instead, *middle)))


def _use(
    plan: Plan,
    column: str,
    several: Sequence[str],
    header: Sequence[str],
    words: Sequence[str],
    *,
    asked: bool = False,
) -> None:
    """Fill one of our columns from the columns of the file named in `several`.

    If the file has several of these columns, each row uses the first with a value. A pattern such
    as "{A} {B}" joins columns. `asked` says that the user named the column, so it must exist.
    """
    if len(several) == 1 and (parts := _JOINED.findall(several[0])):
        places = {part: _place(part, header, words) for part in parts}
        if None in places.values():
            _refuse_unknown(asked, next(p for p, at in places.items() if at is None), header)
            return
        cells = {f"{{{part}}}": place for part, place in places.items() if place is not None}

        def joined(row: Sequence[str]) -> str:
            return _JOINED.sub(lambda match: row[cells[match[0]]].strip(), several[0]).strip(" -")

        plan.made[column] = joined
        return
    found = [at for each in several if (at := _place(each, header, words)) is not None]
    if not found:
        _refuse_unknown(asked, several[0], header)
    elif len(found) == 1:
        plan.places[column] = found[0]
    else:
        plan.made[column] = lambda row: next((row[at] for at in found if row[at].strip()), "")


def _refuse_unknown(asked: bool, theirs: str, header: Sequence[str]) -> None:
    if asked:
        raise FileRefused(
            _(
                "there is no column %(theirs)s: the header has %(header)s",
                theirs=repr(theirs),
                header=_listed(header),
            )
        )


def _place(theirs: str, header: Sequence[str], words: Sequence[str]) -> int | None:
    for cells, wanted in ((header, theirs), (words, header_words(theirs))):
        if wanted in cells:
            return list(cells).index(wanted)
    return None


def _by_synonyms(
    plan: Plan, wanted: Sequence[str], words: Sequence[str], needed: Sequence[str]
) -> None:
    """Find the best fitting header cell for each of our columns that has none yet."""
    taken = set(plan.places.values())
    ranked: list[tuple[int, int, str, int]] = []
    for order, column in enumerate(wanted):
        if column in plan.found:
            continue
        ranks = synonym_ranks(_named_like(column, wanted))
        if column == "organisation" and column not in needed:
            ranks = {word: rank for word, rank in ranks.items() if word.startswith("organi")}
        ranked += [
            (ranks[word], order, column, place)
            for place, word in enumerate(words)
            if word in ranks and place not in taken
        ]
    for *_rank, column, place in sorted(ranked):
        if column not in plan.found and place not in taken:
            plan.places[column] = place
            taken.add(place)


def _named_like(column: str, wanted: Sequence[str]) -> str:
    """Return the name by which to look for a column in the header.

    The column with candidates' e-mail addresses may be called just e-mail.
    """
    return "email" if column == "candidate_email" and "email" not in wanted else column


def _exam_of(cell: str, profile: Profile | None, reading: ReadingOptions) -> str | None:
    for pattern in profile.gradebook.name if profile and profile.gradebook else ():
        if (match := pattern.match(cell.strip())) and (code := reading.exam_named(match[1])):
            return code
    return reading.exam_named(cell)


def _find_exams(
    plan: Plan, header: Sequence[str], needed: Sequence[str], reading: ReadingOptions
) -> None:
    """Find the columns of a gradebook that are named after exams."""
    if "exam" not in needed or "exam" in plan.found:
        return
    for place, cell in enumerate(header):
        if cell.strip() and (code := _exam_of(cell, plan.profile, reading)):
            plan.exams[place] = code
    if plan.exams:
        for column in (
            "score",
            "outcome",
            "attempt",
        ):  # in a gradebook, these columns are about the whole course
            plan.places.pop(column, None)


def _take_names_apart(plan: Plan, needed: Sequence[str], optional: Sequence[str]) -> None:
    if "given_name" not in (*needed, *optional):
        return
    whole = plan.places.pop("full_name", None)
    if whole is not None and plan.found.isdisjoint({"given_name", "family_name"}):
        plan.made["given_name"] = lambda row: names_of(row[whole])[0]
        plan.made["family_name"] = lambda row: names_of(row[whole])[1]
    middle = plan.places.get("middle_name")
    given = plan.places.get("given_name")
    if middle is not None and given is not None and "middle_name" not in optional:
        del plan.places["middle_name"], plan.places["given_name"]
        plan.made["given_name"] = lambda row: f"{row[given].strip()} {row[middle].strip()}".strip()


def names_of(whole: str) -> tuple[str, str]:
    """Split "Castell, Rui" or "Rui Castell" into given name and family name.

    A suffix belongs to the family name: "O'Brien, Pat III" becomes Pat and O'Brien III.
    """
    family, comma, given = whole.partition(",")
    if comma and given.strip():
        suffix = _SUFFIX_BEHIND.search(given)
        if suffix:
            given, family = given[: suffix.start()], f"{family.strip()} {suffix['suffix']}"
        return given.strip(" ,"), family.strip()
    first, _, rest = " ".join(whole.split()).partition(" ")
    return first, rest


def _missing(plan: Plan, needed: Sequence[str]) -> list[str]:
    missing = []
    for column in needed:
        have = plan.found.intersection((column, *INSTEAD.get(column, ())))
        if not have and not (plan.exams and column in {"exam", "outcome"}):
            missing.append(column)
    if plan.exams and plan.profile and plan.profile.gradebook and plan.profile.gradebook.days:
        missing = [column for column in missing if column != "taken_on"]
    return missing


def check_header(
    file: str, header: Sequence[str], plan: Plan, line: int, optional: Sequence[str]
) -> None:
    """Raise FileRefused if a header lacks our columns, or has a column twice or misspelled."""
    names = [column_name(cell) for cell in header]
    ours = {column for column in plan.places if column in names}
    twice = sorted(name for name in ours if names.count(name) > 1)
    if twice:
        raise FileRefused(
            _(
                "%(file)s has the column %(value)s twice: remove or rename one",
                file=file,
                value=repr(twice[0]),
            )
        )
    if plan.missing:
        fits = bool(plan.places or plan.made)
        words = _lacking(file, header, plan, line, fits=fits)
        raise ColumnsMissing(words, len(plan.missing), fits=fits)
    _check_misspelt(file, header, plan, optional)


def _lacking(file: str, header: Sequence[str], plan: Plan, line: int, *, fits: bool) -> str:
    listed = _listed(header)
    has: str = _("its first line has %(listed)s", listed=listed)
    if line > 1:
        has = _("its header, line %(line)s, has %(listed)s", line=str(line), listed=listed)
    missing = ", ".join(plan.missing)
    if not fits:
        return _(
            "%(file)s lacks the column %(missing)s: %(header)s",
            file=file,
            missing=missing,
            header=has,
        )
    column = plan.missing[0]
    what = [_("no %(column)s", column=SPOKEN.get(each, each)) for each in plan.missing]
    known = _(" (read as %(title)s)", title=plan.profile.title) if plan.profile else ""
    ways = [f'--map {column}="THEIR COLUMN"']
    examples = EXAMPLES
    # do not suggest one outcome for all rows, because their scores differ
    if "score" in plan.found:
        examples = {name: value for name, value in EXAMPLES.items() if name != "outcome"}
        ways += ["--set pass_mark=70"] if "outcome" in plan.missing else []
    ways += [f"--set {each}={examples[each]}" for each in plan.missing if each in examples]
    advice = by_place(
        _("add %(ways)s", ways=" or ".join(ways)),
        _("rename the column that has it, or add one, as %(missing)s", missing=missing),
    )
    return _(
        "%(file)s%(known)s has %(what)s: %(advice)s; %(header)s",
        file=file,
        known=known,
        what=what,
        advice=advice,
        header=has,
    )


def _listed(header: Sequence[str]) -> str:
    found = ", ".join(" ".join(cell.split()) for cell in header if cell.strip())
    return "".join(filter(str.isprintable, found))[:200] or "nothing"


def _check_misspelt(file: str, header: Sequence[str], plan: Plan, optional: Sequence[str]) -> None:
    known = set(plan.places.values()) | set(plan.exams)
    for name in optional:
        for place, cell in enumerate(header):
            near = fuzz.ratio(name, column_name(cell)) >= _NEAR
            if near and name not in plan.found and place not in known and not plan.profile:
                raise FileRefused(
                    _(
                        "%(file)s has a column %(cell)s: name it %(name)s if that is meant, or "
                        "remove it",
                        file=file,
                        cell=quote_cell(cell),
                        name=name,
                    )
                )


def meaning(meanings: Mapping[str, str], cell: str) -> str:
    """Return what a profile says that a cell means, or else the cell itself."""
    return meanings.get(" ".join(cell.casefold().split()), cell)
