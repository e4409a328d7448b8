"""Accidents and despair, of the sender or others, are recognized; figures of speech are not."""

import pytest

from bot.commands import BY_NAME
from bot.understanding.emergencies import emergency_in
from bot.understanding.typed_commands import FreeText, TypedCalls
from core.catalog.loading import load_catalog
from core.catalog.search import CatalogIndex

INDEX = CatalogIndex(load_catalog())
TYPED = TypedCalls(BY_NAME, lambda: INDEX)


@pytest.mark.parametrize(
    "text",
    [
        "student fainted next to the surface grinder",
        "student got pulled into the lathe",
        "students hurt, the belt let go",
        "my coworker sliced his palm open on a burr",
        "the new kid is having a seizure by the bandsaw",
        "a girl in my second period got her braid wound up on the spindle",
        "one of my operators just got zapped by the panel",
        "somebody splashed degreaser on his face",
        "there's smoke pouring out of the compressor closet",
        "a chunk of the insert flew into her left eye",
        "the forklift rolled over my buddy's foot",
        "guy fell off the mezzanine and isn't moving",
        "watch out, he is choking",
        "next to me a guy crushed his thumb, what do I do",
        "status: man pinned under a fixture",
        "un alumno se desmayó junto a la sierra",
        "a mi compañera le jaló el pelo el taladro",
        "al muchacho nuevo le aplastó los dedos la prensa",
        "se electrocutó un trabajador en el tablero",
        "mi compa se cortó bien feo con una lámina",
        "le brincó una viruta al ojo",
        "se está quemando el taller",
        "el señor de la dobladora no respira",
        "me atrapó la mano la cizalla",
        "al operador le prensó el brazo el robot",
    ],
)
def test_an_accident_of_the_sender_or_somebody_else_is_recognized(text: str) -> None:
    assert emergency_in(text) == "talk:accident"
    assert isinstance(TYPED.understand(text), FreeText)


@pytest.mark.parametrize(
    "text",
    [
        "student Caleb says he wants to kill himself",
        "me tomé muchas pastillas",
        "se tomó un puñado de pastillas",
        "I swallowed a handful of pills",
        "my apprentice keeps talking about ending it",
        "a kid in my class told me nobody would miss her",
        "he wrote that he doesn't want to be here anymore",
        "student left a goodbye note",
        "mi alumno anda diciendo que se quiere matar",
        "una muchacha dijo que ya no quiere vivir",
        "dice que va a acabar con su vida",
        "tengo miedo de que se haga daño",
        "mi compañero habla de suicidarse",
    ],
)
def test_the_despair_of_somebody_else_is_recognized(text: str) -> None:
    assert emergency_in(text) == "talk:despair"
    assert isinstance(TYPED.understand(text), FreeText)


@pytest.mark.parametrize(
    "text",
    [
        "my endmill died halfway through the slot",
        "my tool died in the cut",
        "I burned through three inserts",
        "I could just die of embarrassment",
        "me tomé muchas fotos con la fresadora",
        "this test is killing me",
        "just got off work my feet are killing me",
        "my guys learn on the floor not in school, can they still get these",
        "I cut the part too short",
        "burned through three inserts today",
        "that question smacked me in the face by surprise, it was a hard exam",
        "i got crushed by the theory exam",
        "the drill press credential caught my eye",
        "the fire drill is at ten",
        "there's a fire drill during the exam, can I go on after",
        "the cabinet door broke the hand wheel",
        "the tests were passed out late",
        "my status is not moving",
        "which of my students are not moving",
        "the shop floor students want their roster",
        "he broke his arm last month, can he still sit the exam",
        "i'm stuck on the lathe exam",
        "is there a credential for fire safety",
        "my boss is going to end my contract, what is a credential worth",
        "i want my name to disappear from the page",
        "we cut two students from the list",
        "corté la pieza muy corta",
        "el torno me mata de sueño",
        "me muero de hambre, cuánto dura el examen",
        "se quemó el motor de la fresadora",
        "se me quebró la broca",
        "mi alumno ya le agarró la mano al torno",
        "me echas una mano con mi certificado",
        "se cortó la luz a medio examen",
        "se cayó el sistema",
        "este examen me está matando",
        "ya no quiero estar aquí en este grupo",
        "un alumno está atorado en el examen teórico",
        "a ojo de buen cubero cuánto me falta",
        "hay mucho trabajo en el taller",
    ],
)
def test_everyday_words_of_a_machine_shop_are_not_taken_for_an_emergency(text: str) -> None:
    assert emergency_in(text) == ""
