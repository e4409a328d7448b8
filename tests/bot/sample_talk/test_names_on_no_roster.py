"""A teacher who names somebody on none of their rosters is not shown another student."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # Omar Farouk is in the other instructor's class, and Kevin is in none
        ("instructor", ("Show me Omar Farouk",), "student Omar Farouk"),
        ("instructor", ("what does Kevin need",), "student Kevin"),
        # Pavel is a given name and not a misspelling of the student Patel
        ("instructor", ("who is locked out", "and Pavel"), "student Pavel"),
        ("instructor", ("how is pavel",), "student pavel"),
        ("instructor", ("enséñame a omar",), "student omar"),
        ("instructor", ("y Zbigniew?",), "student Zbigniew"),
        ("instructor", ("pull up kevin's page",), "student kevin"),
        # the new name replaces the student who was shown last
        ("instructor", ("how is noor doing", "did Tyler pass drill press"), "student Tyler"),
        ("instructor", ("how is noor doing", "y Brayan"), "student Brayan"),
        ("instructor", ("how is noor doing", "what about her"), "student Noor Haddad"),
        # Grace is also a word, so the name needs its capital letter; she is on the roster
        ("instructor", ("how is noor doing", "and Grace?"), "student Grace Mwangi"),
        # a result keeps the unknown name as the instructor wrote it
        (
            "instructor",
            ("how is noor doing", "Wendell passed his drill press part"),
            "result Wendell; M1-DRL performance; pass",
        ),
        # everyday words, months and the names of colleagues are not taken for students
        ("instructor", ("who's in danger of not finishing by June",), "students behind"),
        ("instructor", ("I'm out, bye",), "talk:bye"),
        ("instructor", ("show me who's behind",), "students behind"),
        ("administrator", ("let ruth's chat in",), "approve"),
        # the person has the first name or the surname of a student, but not both
        ("instructor", ("show me Omar Haddad",), "student Omar Haddad"),
        ("instructor", ("what does kevin haddad need",), "student kevin haddad"),
        ("instructor", ("how is Grace Kelly doing",), "student Grace Kelly"),
        ("instructor", ("how is Noor Smith doing",), "student Noor Smith"),
        # the name is almost that of a student, or comes with the name of a student
        ("instructor", ("how is Nora Haddad doing",), "student Noor Haddad"),
        ("instructor", ("how are Kevin, Noor doing",), "student Noor Haddad"),
        # the whole name is kept, with its particles, hyphens and apostrophes
        ("instructor", ("show me Maria de la Cruz",), "student Maria de la Cruz"),
        ("instructor", ("how is noor doing", "Pieter van der Berg"), "student Pieter van der Berg"),
        ("instructor", ("how is noor doing", "Anne-Marie Dupont"), "student anne-marie dupont"),
        ("instructor", ("how is noor doing", "how's D'Angelo"), "student D'Angelo"),
        (
            "instructor",
            ("how is noor doing", "muéstrame a Kevin y a Noor"),
            "student Kevin|Noor Haddad",
        ),
        # the names of brands and programs are not taken for students
        ("instructor", ("about Kennametal inserts",), "talk:off-topic"),
        ("instructor", ("order a Mitutoyo caliper",), "talk:off-topic"),
        ("instructor", ("can I export to Canvas",), "data"),
        # a candidate has no students, so a name in the message means nothing
        ("candidate", ("Kevin says it's expired, does mine expire",), "ask expiry"),
    ],
)
async def test_a_name_on_none_of_the_teachers_rosters_does_not_show_another_student(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert (await meant(center, who, *said)).lower() == expected.lower()
