"""A short message that leaves out its subject is about the chat's last topic."""

import pytest

from core.edgefinder import Edgefinder
from tests.bot.sample_talk.talks import last_of, meant
from tests.understanding.measure import everything_on_record

pytestmark = pytest.mark.asyncio(loop_scope="module")
CODE = "EF-Q8VN-2HJC-77RW-K"
NEW = "EF-7T3M-KQ2X-W9RD-4"


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the question lacks its subject, which is the topic of the last answer
        ("candidate", ("what is left for chucking", "so how do i book it"), "ask book-exam"),
        ("candidate", ("qué me falta de mandril", "¿y cómo lo aparto?"), "ask book-exam"),
        ("candidate", ("who inspects my part", "could it be my uncle"), "ask evaluator"),
        (
            "stranger",
            ("what is hydraulics", "what tests do they want for it"),
            "credential IT1-HYD",
        ),
        ("stranger", ("¿hay de tubería?", "¿y qué exámenes lleva esa?"), "credential IT1-PIP"),
        (
            "candidate",
            ("what does pa basic need", "i no longer want that one"),
            "unfollow pa-skills-basic",
        ),
        # the question is repeated for the credential most like the last one, such as lathe and mill
        (
            "stranger",
            ("what is cnc lathe programming", "and the operator one"),
            "credential M1-CTO",
        ),
        (
            "stranger",
            ("¿qué lleva programación de fresadora cnc?", "¿y la de operador?"),
            "credential M1-CMO",
        ),
        ("stranger", ("what is cnc lathe 2", "and the milling equivalent"), "credential M2-CML"),
        ("stranger", ("¿qué pide mandril dos?", "lo mismo pero de taladro"), "credential M2-DRL"),
        # the question is repeated for the credential one level above or below
        ("stranger", ("what is press brake three", "and the one below it?"), "credential PB2"),
        ("stranger", ("¿qué pide moldes dos?", "¿y el nivel que sigue?"), "credential MM3"),
        (
            "stranger",
            ("what is grinding one", "hmm, how about the level two version"),
            "credential M2-GRD",
        ),
        # the last order is repeated for another entry of the list
        ("employer", ("stop watching one of them", "the second"), "unwatch 2"),
        ("employer", ("quita el 3 de mi lista de vigilados", "y el 1 también"), "unwatch 1"),
        # the last order is corrected to another goal
        (
            "candidate",
            ("follow pa-skills-basic", "hm no, the nc one instead"),
            "follow nc-entry-machinist",
        ),
        # the message is only small talk
        ("candidate", ("next", "órale pues, se agradece, jefe"), "talk:thanks"),
        ("candidate", ("next", "oh ok, gotcha"), "talk:yes"),
        ("stranger", ("what is hydraulics", "chévere"), "talk:praise"),
        ("stranger", ("what is hydraulics", "alright, maybe some day, thank you"), "talk:thanks"),
    ],
)
async def test_a_message_without_a_subject_is_understood_from_the_chats_last_topic(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("who", "said", "unexpected"),
    [
        ("employer", ("stop watching one of them", "not the second"), "unwatch 2"),
        (
            "employer",
            ("quita el 3 de mi lista de vigilados", "no, deja el 1 como está"),
            "unwatch 1",
        ),
        ("employer", ("stop watching one of them", "is the first still good?"), "unwatch 1"),
        (
            "candidate",
            ("follow pa-skills-basic", "no, not the nc one"),
            "follow nc-entry-machinist",
        ),
        (
            "candidate",
            ("follow pa-skills-basic", "what about the nc one instead?"),
            "follow nc-entry-machinist",
        ),
        ("candidate", ("what is left for chucking", "thanks. how do i book it"), "talk:thanks"),
        ("candidate", ("what is left for chucking", "gracias, ¿y cuánto cuesta?"), "talk:thanks"),
        ("candidate", ("share my benchwork", "gracias pero no"), "talk:thanks"),
    ],
)
async def test_a_refusal_or_a_question_after_an_order_is_not_taken_for_another_order_or_thanks(
    center: Edgefinder, who: str, said: tuple[str, ...], unexpected: str
) -> None:
    before = await everything_on_record(center)
    assert await meant(center, who, *said) != unexpected
    if said[0].startswith("follow"):
        await last_of(center, who, "unfollow pa-skills-basic")
    else:
        assert await everything_on_record(center) == before


@pytest.mark.parametrize(
    ("who", "said", "expected"),
    [
        # the last answer is asked for again, or for all credentials
        ("stranger", ("what is hydraulics", "say that again please"), "credential IT1-HYD"),
        ("candidate", ("cuánto saqué en mediciones", "repítemelo por favor"), "score M1-MMS"),
        ("candidate", ("qué me falta de mandril", "¿cuándo lo puedo presentar?"), "status M1-TCH"),
        ("candidate", ("what did i get on mms", "and the others"), "score"),
        ("candidate", ("my certificate for mms", "send all of them at once"), "certificate"),
        # a question asks how a setting is now, or what a list still contains
        ("candidate", ("quiet hours 23:00-05:00", "so how is it set now?"), "notices"),
        ("candidate", ("avisos una vez por semana", "¿ya quedó?"), "notices"),
        ("employer", (f"watch {CODE}", "which ones do i have now"), "watch"),
        ("employer", ("quita el 2 de mi lista de vigilados", "¿cuáles quedan?"), "watch"),
        ("candidate", ("remind me about the milling operator", "show me the list"), "remind"),
        # a question asks whether the last order can be undone
        ("candidate", ("share my benchwork", "could i get it back some day"), "help withdraw"),
        ("candidate", ("comparte mi trazado", "¿y luego lo puedo quitar?"), "help withdraw"),
        # a question asks who can see the record
        ("candidate", ("share my benchwork", "and what will my boss see there"), "privacy"),
        ("candidate", ("mi certificado de medición", "¿ahí sale mi edad?"), "privacy"),
        ("candidate", ("who has looked at my record", "and my cousin, can he?"), "privacy"),
        ("candidate", ("quién puede ver mis resultados", "¿y mi abuela?"), "privacy"),
        # the last setting is repeated for another kind of notice
        ("candidate", ("notices nudges off", "sorry, the results ones"), "notices results off"),
        # the message adds a detail to an error that was just reported
        ("candidate", ("my name is misspelled", "it has two t and one l"), "correct more"),
        # the message means an earlier code, or repeats an order for the last code
        (
            "employer",
            (f"verify {CODE}", f"verify {NEW}", "and the first one?"),
            f"verify {CODE}",
        ),
        (
            "employer",
            (f"does {CODE} meet pa basic", f"does {NEW} meet pa basic", "¿y el otro?"),
            f"check {CODE} for pa-skills-basic",
        ),
        (
            "employer",
            (f"watch {CODE}", f"verify {NEW}", "same for this one"),
            f"watch {NEW}",
        ),
        ("employer", (f"vigila {CODE}", NEW, "a ella igual"), f"watch {NEW}"),
        ("employer", (CODE, "who did it belong to"), f"verify {CODE}"),
        # a question asks who pays, or whom to call
        ("employer", ("what is hydraulics", "who pays for it"), "ask cost"),
        ("stranger", ("¿qué es nims?", "¿y quién lo paga, la empresa?"), "ask cost"),
        ("candidate", ("my name is misspelled", "who should i call"), "ask contact"),
        ("candidate", ("mi nombre está mal", "¿con quién hablo?"), "ask contact"),
        # the last request is repeated for another credential or a higher level
        ("candidate", ("hazme una liga de medición", "otra para el de trazado"), "share M1-JBL"),
        ("stranger", ("what is milling one", "is there a tougher one"), "credential M2-MIL"),
        ("stranger", ("what is milling two", "same but for grinding"), "credential M2-GRD"),
        # the message means the goal that the chat was about
        ("candidate", ("qué pide pa basic", "¿ya lo cumplo?"), "goal pa-skills-basic"),
        (
            "candidate",
            ("qué pide pa basic", "qué me falta", "hazme un comprobante de eso"),
            "prove pa-skills-basic",
        ),
        ("candidate", ("prove pa-skills-basic", "que dure noventa"), "prove pa-skills-basic 90"),
        (
            "employer",
            ("what does pa basic want", f"is {CODE} good enough for that"),
            f"check {CODE} for pa-skills-basic",
        ),
        # "that one" is the only locked exam
        ("candidate", ("next", "please remind me about that one once it opens"), "remind M1-CMO"),
        # "the level 2" is the only credential at that level of the area just listed
        ("stranger", ("show press brake", "the level 2"), "credential PB2"),
        # the message is the first of its chat
        ("stranger", ("me dieron esta clave: 4kd2 p9xt 3rwb",), "link 4KD2-P9XT-3RWB"),
        ("candidate", ("does the theory count for the other lathe too",), "ask shared-theory"),
        ("candidate", ("todavía no me mandes mi certificado",), "no_order"),
        ("employer", (f"you don't have to check {CODE}, my partner did",), "no_order"),
    ],
)
async def test_a_short_message_is_about_what_was_just_shown_set_or_listed(
    center: Edgefinder, who: str, said: tuple[str, ...], expected: str
) -> None:
    assert await meant(center, who, *said) == expected


@pytest.mark.parametrize(
    ("who", "said", "unexpected"),
    [
        (
            "employer",
            (f"watch {CODE}", f"verify {NEW}", "not the same for this one"),
            f"watch {NEW}",
        ),
        (
            "employer",
            (f"watch {CODE}", NEW, "he said the same for this one"),
            f"watch {NEW}",
        ),
        ("employer", (f"watch {CODE}", NEW, "¿lo mismo para ella?"), f"watch {NEW}"),
        ("candidate", ("my name is misspelled", "how do i print my card"), "correct"),
        ("candidate", ("my name is misspelled", "thanks"), "correct"),
        ("candidate", ("my name is misspelled", "no, forget it, i see it is right"), "correct"),
        ("stranger", ("does it count for college", "how long are the exams"), "ask college-credit"),
        (
            "stranger",
            ("¿sirve para la universidad?", "¿cuánto duran las pruebas?"),
            "ask college-credit",
        ),
        ("employer", (f"don't check {CODE}, just watch it",), "no_order"),
        ("candidate", ("no me mandes el certificado, mejor la tarjeta",), "no_order"),
        ("candidate", ("did i pass the theory too",), "ask shared-theory"),
    ],
)
async def test_a_message_with_similar_words_is_not_mistaken_for_a_follow_up(
    center: Edgefinder, who: str, said: tuple[str, ...], unexpected: str
) -> None:
    assert await meant(center, who, *said) != unexpected
