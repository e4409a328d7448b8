"""A teacher who names somebody on none of their rosters is told so; nobody else is shown."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # Omar Farouk is in the other instructor's class, and Kevin in none
        ("instructor", ("Show me Omar Farouk",), "student Omar Farouk"),
        ("instructor", ("what does Kevin need",), "student Kevin"),
        ("instructor", ("enséñame a omar",), "student omar"),
        ("instructor", ("y Zbigniew?",), "student Zbigniew"),
        ("instructor", ("pull up kevin's page",), "student kevin"),
        # not the student who was shown last
        ("instructor", ("how is noor doing", "did Tyler pass drill press"), "student Tyler"),
        ("instructor", ("how is noor doing", "y Brayan"), "student Brayan"),
        ("instructor", ("how is noor doing", "what about her"), "student Noor Haddad"),
        # a name that is also a word needs a capital letter, and is found on the roster
        ("instructor", ("how is noor doing", "and Grace?"), "student Grace Mwangi"),
        # results keep the name as it was written
        (
            "instructor",
            ("how is noor doing", "Wendell passed his drill press part"),
            "result Wendell; M1-DRL performance; pass",
        ),
        # everyday words, months and colleagues are no students
        ("instructor", ("who's in danger of not finishing by June",), "students behind"),
        ("instructor", ("I'm out, bye",), "talk:bye"),
        ("instructor", ("show me who's behind",), "students behind"),
        ("administrator", ("let ruth's chat in",), "approve"),
        # somebody who has the surname or first name of a student
        ("instructor", ("show me Omar Haddad",), "student Omar Haddad"),
        ("instructor", ("what does kevin haddad need",), "student kevin haddad"),
        ("instructor", ("how is Grace Kelly doing",), "student Grace Kelly"),
        ("instructor", ("how is Noor Smith doing",), "student Noor Smith"),
        ("instructor", ("how is Nora Haddad doing",), "student Noor Haddad"),
        ("instructor", ("how are Kevin, Noor doing",), "student Noor Haddad"),
        # whole names, with small words, hyphens and apostrophes
        ("instructor", ("show me Maria de la Cruz",), "student Maria de la Cruz"),
        ("instructor", ("how is noor doing", "Pieter van der Berg"), "student Pieter van der Berg"),
        ("instructor", ("how is noor doing", "Anne-Marie Dupont"), "student Anne Marie Dupont"),
        ("instructor", ("how is noor doing", "how's D'Angelo"), "student D'Angelo"),
        (
            "instructor",
            ("how is noor doing", "muéstrame a Kevin y a Noor"),
            "student Kevin|Noor Haddad",
        ),
        # machines, tools, programs and places
        ("instructor", ("about Kennametal inserts",), "talk:off-topic"),
        ("instructor", ("order a Mitutoyo caliper",), "talk:off-topic"),
        ("instructor", ("can I export to Canvas",), "data"),
        # candidates have no students
        ("candidate", ("Kevin says it's expired, does mine expire",), "ask expiry"),
    ],
)
async def test_a_name_on_no_roster_is_nobody_elses_page(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert (await meant(center, who, *said)).lower() == expected.lower()
