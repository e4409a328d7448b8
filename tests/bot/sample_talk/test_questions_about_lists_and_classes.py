"""Questions that go on from a list of credentials or students, or that change notices."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import meant

pytestmark = pytest.mark.asyncio(loop_scope="module")

STAMPING = ("what stamping ones do you have", "the compound dies, level two, what can that guy do")
CODES = ("me mandó este code EF-83EV-VN3Y-MF4E-B", "y otro guey trae EF-YNP9-A623-EREF-Z")


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # a level of an area with one credential at that level
        ("stranger", ("which moldmaking ones are there", "the level two"), "credential MM2"),
        (
            "stranger",
            ("which moldmaking ones are there", "the level two", "and diemaking two"),
            "credential DM2",
        ),
        # one word of the title of another credential in the same area
        ("employer", (*STAMPING, "and the inspection one?"), "credential ST3-PIQ"),
        ("employer", (*STAMPING, "and the transfer one"), "credential ST2-TRN"),
        ("employer", (*STAMPING, "y la de embutido"), "credential ST2-DDR"),
        # "the second one" among verified codes, after one of them was watched
        (
            "employer",
            (*CODES, "hazme watch del segundo", "y del primero también"),
            "watch EF-83EV-VN3Y-MF4E-B",
        ),
        (
            "employer",
            (*CODES, "watch the second one", "and the first too"),
            "watch EF-83EV-VN3Y-MF4E-B",
        ),
        ("employer", (*CODES, "y si el otro nomás me manda una foto, le creo?"), "ask forged"),
        ("employer", ("check EF-83EV-VN3Y-MF4E-B for me",), "verify EF-83EV-VN3Y-MF4E-B"),
        # a word that describes students is not a misspelled command
        ("administrator", ("unlinked students",), "students not linked"),
        ("instructor", ("locked students",), "students locked"),
        ("candidate", ("followed goals",), "goals"),
        # a question about a class after a change of notices
        (
            "administrator",
            ("import messages I do want", "evening class average on the milling operator test"),
            "students average M1-CMO in CNC and turning, evenings",
        ),
        (
            "administrator",
            (
                "import messages I do want",
                "evening class average on the milling operator test",
                "and mornings",
            ),
            "students average M1-CMO in Machining I, mornings",
        ),
        # how often notices come, without their name
        (
            "instructor",
            ("who isnt even connected to you yet", "fine. make it daily after all"),
            "notices daily",
        ),
        ("instructor", ("cámbialo a semanal mejor",), "notices weekly"),
        # the same students again, the whole class, or a rule
        (
            "instructor",
            ("cuántos tienen taladro", "y rectificado", "quiénes son esos"),
            "students count M1-GRD",
        ),
        (
            "instructor",
            ("who has CNC milling operator", "average score on that one?"),
            "students average M1-CMO",
        ),
        ("instructor", ("enséñame a Noor", "de todo el grupo quién va mejor"), "students ahead"),
        (
            "instructor",
            ("de todo el grupo quién va mejor", "¿y los que van mal?"),
            "students behind",
        ),
        (
            "instructor",
            (
                "who failed the drill press theory",
                "when does it open for somebody who failed twice",
            ),
            "ask locked",
        ),
    ],
)
async def test_a_question_goes_on_from_a_list_a_class_or_a_setting(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


async def test_a_story_that_mentions_a_skill_does_not_ask_the_last_question_again(
    center: Edgefinder,
) -> None:
    said = ("what does the drill press one cost", "ok good, my uncle ran a grinder")
    assert await meant(center, "candidate", *said) in {"talk:off-topic", "not_understood"}
