"""A credential is found by any of its names. If several match, they are offered to the user."""

import string

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.catalog.loading import load_catalog
from core.catalog.model import Credential
from core.catalog.name_folding import fold
from core.catalog.search import CatalogIndex, Found, Unknown, Unsure, is_other_nims
from core.catalog.shop_words import take_apart

CATALOG = load_catalog()
INDEX = CatalogIndex(CATALOG)
NAMES = [(name, each) for each in CATALOG.credentials for name in each.names]
LONG_NAMES = [(name, each) for name, each in NAMES if sum(map(str.isalpha, name)) >= 8]
MACHINING_ONE = "M1-MMS M1-JBL M1-MIL M1-TBC M1-TCH M1-GRD M1-DRL M1-CTP M1-CMP M1-CTO M1-CMO"


def found(query: str) -> str | None:
    """Return the code of the only credential that matches, or None."""
    resolution = INDEX.resolve(query)
    return resolution.credential.code if isinstance(resolution, Found) else None


def candidates(query: str) -> list[str]:
    resolution = INDEX.resolve(query)
    assert isinstance(resolution, Unsure), resolution
    return [match.credential.code for match in resolution.candidates]


def searched(query: str, limit: int = 8) -> list[str]:
    return [match.credential.code for match in INDEX.search(query, limit)]


@pytest.mark.parametrize(("name", "credential"), NAMES, ids=[name for name, _ in NAMES])
def test_a_credential_is_found_by_each_of_its_names(name: str, credential: Credential) -> None:
    for written in (name, name.lower(), name.upper(), fold(name), f"  {name}!"):
        assert found(written) == credential.code

    best = INDEX.search(name)[0]
    assert (best.credential, best.score) == (credential, 100)
    assert fold(best.matched) == fold(name)


@pytest.mark.parametrize("credential", CATALOG.credentials, ids=lambda each: each.code)
def test_a_credential_is_found_by_its_code(credential: Credential) -> None:
    code = credential.code

    for written in (code, code.lower(), code.replace("-", " "), code.replace("-", "")):
        assert found(written) == code
    assert searched(code)[0] == code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("CNC lathe op", "M1-CTO"),
        ("cnc lathe oper", "M1-CTO"),
        ("operator, CNC lathe", "M1-CTO"),
        ("cnc lathe prog", "M1-CTP"),
        ("cnc mill operatr", "M1-CMO"),
        ("CNC mill PSO", "M1-CMP"),
        ("cnc mill programer", "M1-CMP"),
        ("CNC Milling Setup & Operations", "M1-CMP"),
        ("CNC Milling Operations level 1", "M1-CMO"),
        ("MMS", "M1-MMS"),
        ("saftey materials measurment", "M1-MMS"),
        ("JBL", "M1-JBL"),
        ("job planing", "M1-JBL"),
        ("surface grinding", "M1-GRD"),
        ("surface grinder", "M1-GRD"),
        ("surface grindin", "M1-GRD"),
        ("Grinding I", "M1-GRD"),
        ("grinder level 1", "M1-GRD"),
        ("between centers", "M1-TBC"),
        ("between centres", "M1-TBC"),
        ("milling 1", "M1-MIL"),
        ("Mill I", "M1-MIL"),
        ("mill level one", "M1-MIL"),
        ("milling 2", "M2-MIL"),
        ("drillpress 1", "M1-DRL"),
        ("CNC Turning Skills II", "M2-CTL"),
        ("CNC Lathe II", "M2-CTL"),
        ("wire EDM", "M2-EDW"),
        ("2-axis wire", "M2-EDW"),
        ("ram edm", "M2-EDP"),
        ("press break 2", "PB2"),
        ("die making 3", "DM3"),
        ("mold making II", "MM2"),
        ("stamping compound II", "ST2-CMP"),
        ("progressive dies 3", "ST3-PRG"),
        ("hydraulics", "IT1-HYD"),
        ("metal forming", "MF1"),
        ("Grinding I: theory exam", "M1-GRD"),
    ],
)
def test_a_credential_is_found_by_the_name_that_is_used_in_the_shop(query: str, code: str) -> None:
    assert found(query) == code
    assert searched(query)[0] == code


@pytest.mark.parametrize(
    ("query", "among"),
    [
        ("turning", {"M1-TBC", "M1-TCH", "M1-CTO", "M1-CTP", "M2-CTL"}),
        ("turning I", {"M1-TBC", "M1-TCH"}),
        ("lathe", {"M1-TBC", "M1-CTO", "M2-CTL"}),
        ("manual lathe", {"M1-MIL", "M1-TCH", "M2-CTL"}),
        ("cnc mill", {"M1-CMO", "M1-CMP", "M2-CML"}),
        ("grinding", {"M1-GRD", "M2-GRD"}),
        ("edm", {"M2-EDW", "M2-EDP"}),
        ("elec", {"IT1-ELE", "IT1-ELC"}),
        ("compound dies", {"ST2-CMP", "ST3-CMP"}),
        ("prog dies", {"ST2-PRG", "ST3-PRG"}),
        ("press brake", {"PB2", "PB3"}),
        ("M1-CMX", {"M1-CMO", "M1-CMP"}),
        ("M1-TUR-T", {"M1-TBC", "M1-TCH"}),
        ("milling 1 and 2", {"M1-MIL", "M2-MIL"}),
        ("surface grinding 2", {"M1-GRD", "M2-GRD"}),
        ("what about turning between the centers then", {"M1-TBC", "M2-TBC"}),
    ],
)
def test_a_query_that_fits_several_credentials_returns_all_of_them(
    query: str, among: set[str]
) -> None:
    assert among <= set(candidates(query))


@pytest.mark.parametrize(
    ("query", "offered"),
    [("wine", "M2-EDW"), ("MMS II", "M1-MMS"), ("CNC lathe operator III", "M1-CTO")],
)
def test_a_single_credential_that_fits_a_query_only_nearly_is_offered_and_not_chosen(
    query: str, offered: str
) -> None:
    assert candidates(query)[0] == offered


@pytest.mark.parametrize(
    "query",
    ["", " ", "?!", "pizza", "hello there", "ICS-100", "a", "what do I need next", "x" * 9999],
)
def test_a_query_that_resembles_no_name_finds_nothing(query: str) -> None:
    assert isinstance(INDEX.resolve(query), Unknown)
    assert INDEX.search(query) == []


@pytest.mark.parametrize(
    "query", ["machining level 1", "Machining I", "machining level one", "machinning, level 1"]
)
def test_an_area_with_a_level_finds_all_its_credentials(query: str) -> None:
    assert candidates(query) == MACHINING_ONE.split()
    assert searched(query) == MACHINING_ONE.split()


def test_an_area_or_a_level_alone_finds_all_its_credentials() -> None:
    assert candidates("stamping II") == ["ST2-CMP", "ST2-PRG", "ST2-DDR", "ST2-TRN", "ST2-SHT"]
    assert len(candidates("machining")) == 20
    assert len(candidates("Screw Machining")) == 6
    assert candidates("maintenance, service & repair of machines") == [
        "MR3-SRV", "MR3-REB", "MR3-SAR", "MR3-REL",
    ]  # fmt: skip
    assert set(MACHINING_ONE.split()) < set(candidates("level 1"))


def test_the_best_match_comes_first_and_no_more_than_the_limit_are_returned() -> None:
    matches = INDEX.search("cnc lathe", limit=3)

    assert len(matches) == 3
    assert [match.score for match in matches] == sorted(
        (match.score for match in matches), reverse=True
    )
    assert all(0 < match.score < 100 for match in matches)


def test_credentials_with_similar_names_follow_the_best_match() -> None:
    first, *others = searched("milling 1")

    assert first == "M1-MIL"
    assert {"M2-MIL", "M1-CMO"} <= set(others)


@given(st.text(max_size=40), st.integers(min_value=1, max_value=60))
def test_any_text_finds_the_same_credentials_by_resolving_and_by_searching(
    text: str, limit: int
) -> None:
    resolution = INDEX.resolve(text)
    matches = INDEX.search(text, limit)

    assert bool(matches) == (not isinstance(resolution, Unknown))
    if isinstance(resolution, Found):
        assert matches[0].credential is resolution.credential


@st.composite
def mistyped(draw: st.DrawFn) -> tuple[str, str, Credential]:
    """Generate a name with one wrong letter, the right name, and the right credential.

    The wrong letter is swapped, dropped, added or replaced.
    """
    name, credential = draw(st.sampled_from(LONG_NAMES))
    at = draw(st.sampled_from([place for place, each in enumerate(name) if each.isalpha()]))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    swapped = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
    wrong = draw(
        st.sampled_from(
            [
                name[:at] + name[at + 1 :],
                name[:at] + letter + name[at:],
                name[:at] + letter + name[at + 1 :],
                swapped if name[at + 1 : at + 2].isalpha() else name,
            ]
        )
    )
    return wrong, name, credential


@settings(max_examples=300)
@given(mistyped())
@example(("Stamping Level II: Operate wth Compound Dies", "", CATALOG.in_area("Stamping")[0]))
def test_a_name_with_a_typo_never_finds_another_credential(
    typing: tuple[str, str, Credential],
) -> None:
    wrong, name, credential = typing
    # with a changed level, the text names another level
    assume(not name or take_apart(wrong).levels == take_apart(name).levels)

    resolution = INDEX.resolve(wrong)

    if isinstance(resolution, Found):
        assert resolution.credential is credential
    else:
        assert credential.code in candidates(wrong)


@pytest.mark.parametrize(
    "query",
    ["ICS-100", "ics 100", "ICS100", "IS-700.b", "is 100", "NIMS IS-700", "nims 700", "FEMA",
     "incident command system", "National Incident Management System", "Is this the FEMA NIMS?"],
)  # fmt: skip
def test_a_question_about_femas_nims_is_recognized(query: str) -> None:
    assert is_other_nims(query)


@pytest.mark.parametrize(
    "query", ["NIMS", "MMS", "is 100 enough to pass?", "physics 100", "basics"]
)
def test_a_question_about_our_nims_is_not_taken_for_one_about_femas(query: str) -> None:
    assert not is_other_nims(query)


@pytest.mark.parametrize("name", [name for name, _ in NAMES])
def test_no_name_of_a_credential_is_taken_for_a_question_about_femas_nims(name: str) -> None:
    assert not is_other_nims(name)
