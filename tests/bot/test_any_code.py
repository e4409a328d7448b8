"""The words around a code mean the same whatever letters the code has."""

from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from bot.codes_in_text import ANY_CODE, with_codes_alike
from bot.conversation import Conversation
from bot.reply import Turn
from core.awards.codes import code_of, read_code
from core.edgefinder import Edgefinder, open_edgefinder
from core.people.model import Identity

pytestmark = pytest.mark.asyncio(loop_scope="module")
_RANDOM = Random(18)
_KNOWN_TO_FAIL = "EF-2243-EMZY-51MY-T"
CODES = [_KNOWN_TO_FAIL, *(code_of(_RANDOM.randrange(32**12)) for _ in range(24))]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def center(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Edgefinder]:
    folder = tmp_path_factory.mktemp("codes")
    edgefinder = await open_edgefinder(database_url=f"sqlite:///{folder / 'center.db'}")
    yield edgefinder
    await edgefinder.close()


@pytest.mark.parametrize(
    "words",
    [
        "mine: {}",
        "here: {}",
        "{} mine",
        "Hi, my code is {}",
        "this one {} thanks",
        "the code: {}",
        "la mía: {}",
        "aquí está: {}",
        "{} el mío",
        "Hola, mi código es {}",
        "este {} gracias",
        "mi codigo {}",
        "{} y {}",
        "{} and {}",
    ],
)
async def test_a_code_with_a_few_words_is_verified_whatever_letters_the_code_has(
    center: Edgefinder, words: str
) -> None:
    conversation = Conversation(center)
    for place, code in enumerate(CODES):
        said = words.format(code, CODES[place - 1])
        reply = await conversation.answer(
            Turn(Identity("telegram", f"90{place}"), said, address=f"90{place}")
        )
        assert reply.command == "verify", f"{said}: {reply.template} {reply.understood}"


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("watch {} for me", "watch"),
        ("vigílame {}", "watch"),
        ("stop watching {}", "unwatch"),
    ],
)
async def test_the_words_beside_a_code_mean_the_same_whatever_letters_the_code_has(
    center: Edgefinder, words: str, asked: str
) -> None:
    conversation = Conversation(center)
    understood = set()
    for place, code in enumerate(CODES):
        who = Identity("telegram", f"91{place}")
        reply = await conversation.answer(Turn(who, words.format(code), address=f"91{place}"))
        understood.add((reply.command, reply.template))
    assert {command for command, _template in understood} == {asked}, understood


async def test_in_a_message_every_code_and_link_is_replaced_by_the_same_example_code() -> None:
    assert isinstance(read_code(ANY_CODE), str)
    assert with_codes_alike(f"is {_KNOWN_TO_FAIL}, ok?") == f"is {ANY_CODE}, ok?"
    assert with_codes_alike("ef 2243 emzy 51my t es mía") == f"{ANY_CODE} es mía"
    link = f"https://example.org/v/{_KNOWN_TO_FAIL}"
    assert with_codes_alike(f"{link} y {_KNOWN_TO_FAIL}") == f"{ANY_CODE} y {ANY_CODE}"
    assert with_codes_alike("mine, né?") == "mine, né?"
