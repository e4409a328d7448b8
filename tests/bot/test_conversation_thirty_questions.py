"""The thirty common questions, typed as people ask them, in both languages."""

import pytest

from bot.plain_text import plain_text
from core.catalog.nims_facts import shipped_facts
from tests.bot.center import ADA, ANA, EMPLOYER, INES, STRANGER, Center

QUESTIONS = [
    (
        *(1, ANA, "ask start-where"),
        "Which credentials are there, and which one should I start with?",
        "¿Qué credenciales existen y por cuál empiezo?",
    ),
    (
        *(2, STRANGER, "credential"),
        "What exams does the credential Grinding Skills I need?",
        "¿Qué exámenes pide la credencial Grinding Skills I?",
    ),
    (3, ANA, "status", "What do I still have to pass?", "¿Qué me falta por aprobar?"),
    (
        *(4, ANA, "ask passed-no-credential"),
        "I passed the test but have no credential: why?",
        "Pasé el examen pero no tengo la credencial, ¿por qué?",
    ),
    (
        *(5, ANA, "ask affidavit-missing"),
        "My affidavit does not show: who has to do what?",
        "No aparece mi afidávit, ¿a quién le toca hacer qué?",
    ),
    (
        *(6, ANA, "ask theory-first"),
        "Can I take the theory before I finish the part?",
        "¿Puedo hacer el teórico antes de terminar la pieza?",
    ),
    (
        *(7, ANA, "ask retakes"),
        "How often may I retake, and how long must I wait?",
        "¿Cuántas veces puedo repetir y cuánto tengo que esperar?",
    ),
    (
        *(8, ANA, "ask locked"),
        "My exam is locked: when does it open, and who opens it?",
        "Mi examen está bloqueado, ¿cuándo se abre y quién lo abre?",
    ),
    (9, ANA, "ask passing-score", "What score do I need?", "¿Con cuánto se pasa?"),
    (
        *(10, ANA, "ask test-length"),
        "How long is the test, and what may I bring?",
        "¿Cuánto dura el examen y qué puedo llevar?",
    ),
    (
        *(11, ANA, "ask interrupted"),
        "The power went out in the middle of my test: is it lost?",
        "Se fue la luz a medio examen, ¿se perdió?",
    ),
    (
        *(12, ANA, "ask shared-theory"),
        "Does one turning test count for both turning credentials?",
        "¿El teórico de torneado vale para las dos credenciales de torno?",
    ),
    (
        *(13, EMPLOYER, "ask renamed"),
        "My certificate says CNC Turning II: is that CNC Lathe II?",
        "Mi certificado dice CNC Turning II, ¿es lo mismo que CNC Lathe II?",
    ),
    (
        *(14, ANA, "ask where-print"),
        "Where do I see and print my credential? I never got one by mail.",
        "¿Dónde veo e imprimo mi credencial? Nunca me llegó por correo.",
    ),
    (15, ANA, "ask expiry", "Does it expire?", "¿Se vence?"),
    (16, STRANGER, "cost", "What does it cost, and who pays?", "¿Cuánto cuesta y quién paga?"),
    (
        *(17, ANA, "ask subscription-or-pass"),
        "Is a subscription or a test pass better for me?",
        "¿Me conviene la suscripción o el pase de un examen?",
    ),
    (
        *(18, STRANGER, "ask age-school"),
        "Am I old enough, and do I need a school?",
        "¿Tengo la edad, y necesito estar en una escuela?",
    ),
    (
        *(19, STRANGER, "ask register-again"),
        "I left school or changed jobs: do I register again?",
        "Salí de la escuela o cambié de trabajo, ¿me registro otra vez?",
    ),
    (
        *(20, ANA, "ask proctor"),
        "Who may be my proctor? May my teacher?",
        "¿Quién puede vigilar mi examen? ¿Mi maestro?",
    ),
    (
        *(21, ANA, "ask evaluator"),
        "Who may inspect my part or sign my CAR?",
        "¿Quién puede inspeccionar mi pieza o firmar mi CAR?",
    ),
    (22, ANA, "ask sponsor", "Who is the sponsor now?", "¿Quién es ahora el «sponsor»?"),
    (
        *(23, ADA, "ask add-class"),
        "How do I add a whole class at once?",
        "¿Cómo doy de alta a todo el grupo?",
    ),
    (
        *(24, INES, "students roster"),
        "Who in my class is missing which exam?",
        "¿A quién de mi grupo le falta qué examen?",
    ),
    (
        *(25, INES, "notices"),
        "Tell me when one of my students earns one.",
        "Avísame cuando un alumno mío gane una.",
    ),
    (
        *(26, EMPLOYER, "verify"),
        "This applicant says NIMS certified: is it true?",
        "Este solicitante dice tener NIMS, ¿es cierto?",
    ),
    (
        *(27, EMPLOYER, "ask meaning"),
        "What can somebody with this credential do?",
        "¿Qué sabe hacer alguien con esta credencial?",
    ),
    (
        *(28, ANA, "ask college-credit"),
        "Does it count for college credit, graduation or my apprenticeship?",
        "¿Me cuenta para la universidad, para graduarme o para mi aprendizaje?",
    ),
    (
        *(29, INES, "ask special-merit"),
        "What do I need for special merit, or for our accreditation?",
        "¿Qué se pide para el mérito especial o para acreditar el programa?",
    ),
    (
        *(30, STRANGER, "ask fema"),
        "Is this the NIMS of ICS-100 and emergencies?",
        "¿Este NIMS es el de ICS-100 y emergencias?",
    ),
]
ASKED = [
    pytest.param(who, meant, text, id=f"{number}-{language}")
    for number, who, meant, *texts in QUESTIONS
    for language, text in zip(("en", "es"), texts, strict=True)
]


@pytest.mark.parametrize(("who", "meant", "text"), ASKED)
async def test_each_of_the_thirty_questions_is_understood(
    center: Center, who: str, meant: str, text: str
) -> None:
    reply = await center.ask(who, text)
    commands, _, about = meant.partition(" ")
    if commands != "ask":
        # `ask cost` gives the same answer as `cost`
        assert {reply.command, reply.template} & set(meant.split()), reply.template
    elif about != "fema" or reply.template != "other_nims":
        topic = shipped_facts().topic(about)
        assert topic is not None
        said = plain_text(reply.markdown)
        assert topic.question.en in said or topic.question.es in said, said[:200]
