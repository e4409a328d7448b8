"""Goals are written in TOML. Each error names its key and says how to fix it."""

import pytest

from core.catalog.loading import load_catalog
from core.catalog.model import Evidence
from core.goals.goal_toml import GoalError, parse_goals
from core.goals.model import Component, Has, Some
from core.goals.shipped_goals import shipped_goals

CATALOG = load_catalog()
ANY_OF_ALL = ("nims-special-merit", "nims-accreditation-staff")
"""The goals that any credential counts toward."""
HEAD = '[[goal]]\ncode = "ours"\ntitle = "Ours"\nkind = "hiring"\nowner = "Cascade Tool & Die"\n'


def needs(text: str) -> object:
    return parse_goals(f"{HEAD}needs = {text}\n", CATALOG, "goals.toml")[0].tiers[0].needs


def refusal(text: str) -> str:
    with pytest.raises(GoalError) as refused:
        parse_goals(text, CATALOG, "goals.toml")
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_credential_that_a_rule_lists_under_two_names_counts_once() -> None:
    made = needs('{ any = ["MMS", "M1-MMS", "measurement, materials & safety", "M1-JBL"] }')
    assert isinstance(made, Some)
    assert made.parts == (Has("M1-MMS"), Has("M1-JBL"))


def test_a_rule_can_select_the_credentials_of_an_area_and_level_except_some() -> None:
    selector = '{ area = "Machining", level = "I", except = ["M1-MMS", "M1-JBL"] }'
    made = needs(f"{{ at_least = 3, of = {selector}, component = 'theory' }}")
    assert isinstance(made, Some)
    assert (made.need, len(made.parts)) == (3, 9)
    assert {part.component for part in made.parts if isinstance(part, Has)} == {Component.THEORY}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"M1-XXX"', 'needs: "M1-XXX" is not a credential; look its code up with'),
        ("3", "needs: write a table"),
        ("{ all = [] }", "needs.all: selects nothing; widen it"),
        ('{ at_least = 3, of = ["M1-MMS"] }', "needs.at_least: asks for 3 of 1; lower it"),
        ('{ at_least = 0, of = ["M1-MMS"] }', "needs.at_least: write a whole number from 1"),
        ('{ all = ["M1-MMS", { any = ["NO"] }] }', 'needs.all[2].any[1]: "NO" is not a credential'),
        (
            '{ any = { area = "Baking" } }',
            "needs.any.area: is not an area; the areas are Machining",
        ),
        ('{ any = { form = "song" } }', "needs.any.form: use one of part, operation, program"),
        ('{ any = ["M1-MMS"], all = ["M1-MMS"] }', "needs: has to have one of all, any"),
        ('{ all = ["M1-MMS"], colour = 1 }', "needs.colour: unknown key; the keys are all"),
        ('{ credits = 9, of = [{ worth = 3, needs = "M1-MMS" }] }', "credits: asks for 9 of 3"),
        (
            "{ at_least = 2, of = ['JBL', 'MMS', {credential='JBL', component='theory'}] }",
            "needs.of: has M1-JBL twice; a credential counts once in a list",
        ),
    ],
)
def test_an_error_in_a_goals_file_names_its_key(written: str, told: str) -> None:
    assert refusal(f"{HEAD}needs = {written}\n").startswith("goals.toml: goal ours: ")
    assert told in refusal(f"{HEAD}needs = {written}\n")


def test_a_rule_that_is_nested_too_deeply_is_refused_in_one_line() -> None:
    deep = "{ all = [" * 60 + '"M1-MMS"' + "] }" * 60
    assert "tables deep; write it flatter" in refusal(f"{HEAD}needs = {deep}\n")


def test_a_file_that_is_not_toml_or_has_no_goals_is_reported() -> None:
    assert "not valid TOML" in refusal("[[goal")
    assert refusal("") == "goals.toml: goal: missing; write a table [[goal]] for each goal"
    assert "goal ours: code: is used twice" in refusal(f'{HEAD}needs = "M1-MMS"\n' * 2)


def test_shipped_goals_name_their_source_and_only_credentials_that_sources_document() -> None:
    goals = shipped_goals(CATALOG)
    assert {"pa-skills-basic", "nc-entry-machinist", "ccc-mfgt-140"} <= goals.keys()
    for goal in goals.values():
        assert goal.source
        assert "sk" in goal.note, f"{goal.code} does not say whom to ask"
        named = () if goal.code in ANY_OF_ALL else goal.leaves
        for leaf in named:
            assert isinstance(leaf, Has)
            credential = CATALOG.credential(leaf.credential)
            assert credential is not None
            assert credential.evidence is Evidence.SOURCED


def test_the_shipped_goal_for_high_schools_says_that_it_is_no_rule_for_graduating() -> None:
    goal = shipped_goals(CATALOG)["hs-machining-scope"]

    assert goal.kind == "accreditation"
    assert "no rule for graduating" in goal.note
