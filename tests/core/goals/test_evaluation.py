"""Progress toward a goal: whether it is met, since which day, and which exams are left."""

from datetime import date
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from core.catalog.loading import load_catalog
from core.goals.evaluation import Goals
from core.goals.goal_toml import parse_goals
from core.goals.model import Goal, GoalKind, Has, Node, Some, Tier
from core.goals.shipped_goals import shipped_goals
from core.goals.standing import Standing
from core.records.model import Award, Outcome, Record, Result

CATALOG = load_catalog()
SHIPPED = shipped_goals(CATALOG)
GOALS = Goals(CATALOG)
TODAY = date(2026, 11, 23)
LEVEL_ONE = [exam.code for exam in CATALOG.exams.values() if exam.code.startswith("M1-")]


def passes(*exams: str, on: date = date(2026, 5, 1)) -> Record:
    return Record(tuple(Result(exam, on, 0, Outcome.PASS) for exam in exams))


def at(goal: str, *records: Record) -> Standing:
    return GOALS.standing(SHIPPED[goal], GOALS.facts(*records), TODAY)


def of(needs: str, *records: Record) -> Standing:
    return asked(f"needs = {needs}\n", *records)


def asked(rule: str, *records: Record) -> Standing:
    text = f'[[goal]]\ncode="x"\ntitle="X"\nkind="hiring"\nowner="O"\n{rule}'
    [goal] = parse_goals(text, CATALOG, "x")
    return GOALS.standing(goal, GOALS.facts(*records), TODAY)


def path(standing: Standing) -> list[str]:
    return [exam.code for exam in standing.path]


def test_from_no_passed_exams_the_shortest_path_uses_the_shared_theory_exam() -> None:
    assert len(path(at("pa-skills-advanced", Record()))) == 6
    assert "M1-TUR-T" in path(at("pa-skills-advanced", Record()))


def test_the_path_continues_credentials_that_the_candidate_has_begun() -> None:
    standing = at("pa-skills-basic", passes("M1-GRD-T", "M1-MMS-T"))
    assert path(standing) == ["M1-GRD-P"]
    assert [(part.have, part.need, part.met) for part in standing.parts] == [
        (1, 2, False),
        (0, 1, False),
    ]


def test_one_credential_counts_in_two_branches_of_a_rule() -> None:
    standing = at(
        "pa-skills-basic",
        passes("M1-MMS-T", on=date(2026, 2, 1)),
        passes("M1-GRD-T", "M1-GRD-P", on=date(2026, 3, 1)),
    )
    assert standing.met_on == date(2026, 3, 1)
    assert path(standing) == []


def test_a_credential_revoked_by_the_issuer_is_not_suggested_on_the_path() -> None:
    taken_back = Award("EF", "M1-CMP", TODAY, TODAY, "reason", "issuer")
    standing = at("ccc-mfgt-123", Record((), (taken_back,)))
    assert (standing.met, standing.reachable) == (False, False)
    assert standing.document()["fewest_exams"] is None


def test_a_group_can_meet_a_goal_that_two_of_its_members_do_not_meet() -> None:
    first, second = passes("M1-MMS-T", "M1-JBL-T", "M1-JBL-P"), passes("M1-GRD-T", "M1-GRD-P")
    third = passes("M1-DRL-T", "M1-DRL-P")
    assert not at("nims-accreditation-staff", first, second).met
    assert at("nims-accreditation-staff", first, second, third).met


def test_a_candidate_has_reached_one_tier_and_works_toward_the_next() -> None:
    steps = (("First credential", 1), ("Second credential", 2), ("Third credential", 3))
    rule = "\n".join(
        f'[[goal.tier]]\nname = "{name}"\nneeds = {{ at_least = {count}, of = {{ level = "I" }} }}'
        for name, count in steps
    )
    standing = asked(rule, passes("M1-MMS-T"))
    assert (standing.met, standing.tier, standing.towards) == (
        False,
        "First credential",
        "Second credential",
    )


def test_a_goal_can_require_only_one_exam_of_a_credential() -> None:
    theory = '{ credential = "M1-JBL", component = "theory" }'
    assert of(theory, passes("M1-JBL-T")).met
    assert path(of(theory, Record())) == ["M1-JBL-T"]
    assert not of('{ credential = "M1-MMS", component = "performance" }', Record()).reachable


def test_a_credential_too_old_for_a_rule_counts_again_once_its_exam_is_passed_again() -> None:
    rule = '{ credential = "M1-MMS", within_years = 3 }'
    old = passes("M1-MMS-T", on=date(2023, 11, 22))
    assert path(of(rule, old)) == ["M1-MMS-T"]
    assert of(rule, passes("M1-MMS-T", on=date(2023, 11, 23))).met
    assert of(rule, old, passes("M1-MMS-T")).met_on == date(2026, 5, 1)


def test_of_two_equally_long_paths_the_one_without_sign_offs_is_chosen() -> None:
    signed = '{ signed = "Blueprint reading", hours = 120 }'
    standing = of(f'{{ all = ["M1-MMS", {signed}] }}', Record())
    assert path(standing) == ["M1-MMS-T"]
    assert standing.to_sign == ("Blueprint reading (120 hours)",)
    assert of(f'{{ any = ["M1-MMS", {{ all = ["M1-MMS", {signed}] }}] }}', Record()).to_sign == ()


def test_credits_count_up_to_the_cap_of_the_rule() -> None:
    rule = (
        '{ credits = 5, cap = 6, of = [{ worth = 3, needs = "M1-MMS" }, '
        '{ worth = 2, needs = "M1-JBL" }, { worth = 6, needs = "M1-GRD" }] }'
    )
    assert path(of(rule, Record())) == ["M1-GRD-T", "M1-GRD-P"]
    met = of(rule, passes("M1-MMS-T", "M1-GRD-T", "M1-GRD-P"))
    assert [(part.have, part.need) for part in met.parts] == [(6, 5)]


@settings(max_examples=40)
@given(st.sampled_from(sorted(SHIPPED)), st.sets(st.sampled_from(LEVEL_ONE), max_size=12))
def test_passing_the_exams_of_a_path_meets_the_goal_and_each_pass_shortens_the_path_by_one(
    goal: str, passed: set[str]
) -> None:
    before = at(goal, passes(*sorted(passed)))
    if before.met:
        return
    way = path(before)
    assert not passed & set(way)
    there = at(goal, passes(*sorted(passed), *way))
    assert there.met or there.towards != before.towards
    after = at(goal, passes(*sorted(passed), way[0]))
    if not after.met and after.towards == before.towards:
        assert len(path(after)) == len(way) - 1


_LISTS = st.lists(
    st.sampled_from([Has(each.code) for each in CATALOG.credentials]),
    min_size=2,
    max_size=6,
    unique=True,
)


def _some(parts: list[Node], need: int) -> Node:
    return Some(1 + need % len(parts), tuple(parts), "")


_RULES: st.SearchStrategy[Node] = st.recursive(
    st.builds(_some, _LISTS, st.integers(0, 5)),
    lambda below: st.builds(_some, st.lists(below, min_size=2, max_size=4), st.integers(0, 3)),
    max_leaves=8,
)


def _shuffled(node: Node, chance: Random) -> Node:
    if not isinstance(node, Some):
        return node
    parts = [_shuffled(part, chance) for part in node.parts]
    chance.shuffle(parts)
    return Some(node.need, tuple(parts), node.words)


@settings(max_examples=60)
@given(_RULES, st.sets(st.sampled_from(LEVEL_ONE), max_size=12), st.randoms(use_true_random=False))
def test_the_path_is_the_same_whatever_the_order_of_the_rules_parts(
    needs: Node, passed: set[str], chance: Random
) -> None:
    def way(needs: Node) -> list[str]:
        goal = Goal("x", "X", GoalKind.HIRING, "", (Tier("", needs),))
        return path(GOALS.standing(goal, GOALS.facts(passes(*sorted(passed))), TODAY))

    assert way(_shuffled(needs, chance)) == way(needs)


def every_exam_of(*credentials: str) -> Record:
    needing = [CATALOG.credential(code) for code in credentials]
    return passes(*dict.fromkeys(exam.code for each in needing if each for exam in each.exams))


def test_the_goal_special_merit_is_met_by_any_seven_credentials() -> None:
    seven = [each.code for each in CATALOG.credentials[-7:]]

    assert at("nims-special-merit", every_exam_of(*seven)).met
    assert not at("nims-special-merit", every_exam_of(*seven[:6])).met


def test_two_instructors_with_two_credentials_each_can_meet_the_accreditation_rule() -> None:
    one, other = every_exam_of("M1-MMS", "M1-MIL"), every_exam_of("M1-JBL", "DM2")

    assert at("nims-accreditation-staff", one, other).met
    assert not at("nims-accreditation-staff", one, every_exam_of("M1-GRD", "DM2")).met
    assert (
        SHIPPED["nims-accreditation-staff"].group,
        SHIPPED["nims-accreditation-staff"].dated,
    ) == (
        True,
        date(2014, 1, 1),
    )
