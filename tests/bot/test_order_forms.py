"""Commands that act at once run only for sentences in the form of an order."""

import pytest

from bot.understanding.imperatives import is_order

CODE = "EF-2MNB-77QX-0C4D-8"


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("follow", "add special merit to my goals"),
        ("follow", "please track the entry machinist job"),
        ("follow", "I want to go after pa advanced"),
        ("follow", "mérito especial, seguir"),
        ("follow", "ponme de meta el mérito especial"),
        ("language", "switch to english please"),
        ("language", "spanish please"),
        ("language", "no hablo inglés"),
        ("language", "contésteme en español, por favor"),
        ("watch", f"text me the minute {CODE} is no good"),
        ("watch", f"if {CODE} gets pulled I want to hear about it"),
        ("watch", f"póngale seguimiento a {CODE}"),
        ("watch", f"{CODE} watch"),
    ],
)
def test_a_sentence_with_the_form_of_an_order_is_recognized(command: str, text: str) -> None:
    assert is_order(text, command)


@pytest.mark.parametrize(
    ("command", "text"),
    [
        ("follow", "special merit, how's that going for me"),
        ("follow", "entry machinist, what is that good for"),
        ("follow", "my brother follows special merit"),
        ("follow", "¿cómo voy con el mérito especial, sigo igual?"),
        ("language", "mi maestro me habla en inglés, aquí así está bien"),
        ("language", "my teacher speaks spanish with me"),
        ("language", "the class is taught in english"),
        ("language", "la patrona contesta puro inglés con nosotros"),
        ("watch", f"is anyone watching {CODE}"),
        ("watch", f"our front office watches {CODE}"),
        ("watch", f"quién vigila {CODE}"),
        ("watch", f"I used to watch {CODE}"),
        ("watch", f"we already watch {CODE}"),
        ("watch", f"we may watch {CODE} later"),
        ("watch", f"antes vigilaba {CODE}"),
        ("watch", f"ya vigilo {CODE}"),
        ("watch", f"watch {CODE}, just kidding"),
        ("watch", f"{CODE} keep an eye on it? nah"),
    ],
)
def test_a_question_or_a_statement_is_not_taken_for_an_order(command: str, text: str) -> None:
    assert not is_order(text, command)
