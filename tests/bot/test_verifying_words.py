"""Words beside a code verify it without the classifier only if they ask for nothing else."""

import pytest

from bot.commands import BY_NAME
from bot.understanding.typed_commands import FreeText, TypedCalls, Understood
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex

CODE = "EF-2MNB-77QX-0C4D-8"
INDEX = CatalogIndex(load_catalog())
TYPED = TypedCalls(BY_NAME, lambda: INDEX)


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        f"is {CODE} real",
        f"hi, can you check if {CODE} is still valid please",
        f"¿es bueno {CODE}?",
        f"chéqueme este código {CODE} por favor",
    ],
)
def test_a_question_whether_a_code_is_real_is_understood_without_the_classifier(text: str) -> None:
    understood = TYPED.understand(text)
    assert isinstance(understood, Understood)
    assert (understood.command.name, understood.argument) == ("verify", CODE)


@pytest.mark.parametrize(
    "text",
    [
        f"keep tabs on {CODE}",
        f"a heads up about {CODE} whenever it lapses",
        f"désele seguimiento a {CODE}",
        f"agregue {CODE} a mis pendientes",
        f"follow up automatically on {CODE}",
        f"follow {CODE}",
        f"is {CODE} enough for an entry machinist",
    ],
)
def test_any_other_words_beside_a_code_are_left_to_the_classifier(text: str) -> None:
    assert isinstance(TYPED.understand(text), FreeText)
