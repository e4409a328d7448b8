"""The words that say which students a question is about: who lacks, failed, holds, is behind."""

import re

ASKED: dict[str, re.Pattern[str]] = {
    "not linked": re.compile(
        r"\b(?:has ?n'?t|have ?n'?t|is ?n'?t|are ?n'?t|did ?n'?t|not|never|no|without)\b(?: \w+){0,3}? (?:link\w*|hooked(?: up)?|connect\w*|paired|joined"
        r"|conect\w+|vincul\w+|enlaz\w+)\b|\b(?:unlinked|not linked|sin (?:vincular|conectar))\b"
    ),
    "locked": re.compile(r"\b(?:locked(?: out)?|bloquead[oa]s?|trabad[oa]s?)\b"),
    "one away": re.compile(
        r"\b(?:(?:just )?(?:one|an) (?:exam|test|step) (?:away|short|left|from)\b|one away|(?:nearly|almost|practically|just about|about) (?:there|done|finished|to finish|ready)"
        r"|close(?:st)?(?: to (?:finishing|done|being done|it))?|nearest|a (?:un(?:o|a)?|solo un) (?:examen|paso|prueba)(?: de\b)?"
        r"|a punto de (?:terminar|acabar|lograrlo|sacarl[oa])|(?:mas )?cerca|casi (?:terminan?|acaban?|list[oa]s?|llegan?)|por (?:terminar|acabar))\b"
    ),
    "average": re.compile(r"\b(?:averages?|avg|promedios?)\b"),
    "behind": re.compile(
        r"\b(?:behind|slow(?:er|est)?|trailing|lagging|falling back|below|beneath|worst|weakest|(?:por )?debajo|atrasad[oa]s?|rezagad[oa]s?|mas atras|peor(?:es)?)\b"
    ),
    "ahead": re.compile(
        r"\b(?:ahead|above|furthest(?: along)?|farthest(?: along)?|best|leading|(?:por )?encima|adelantad[oa]s?|aventajad[oa]s?|mejor(?:es)?)\b"
    ),
    "failed": re.compile(
        r"\b(?:fail(?:ed|s|ing)?|flunk(?:ed|s)?|bomb(?:ed|s)?|(?:did ?n'?t|did not|have ?n'?t|has ?n'?t) pass(?:ed)?|reprob(?:o|aron|ado|ad[oa]s)|tron(?:o|aron|ado)"
        r"|no (?:l[oa] )?(?:paso|pasaron|aprobo|aprobaron))\b"
    ),
    "missing": re.compile(
        r"\b(?:missing|lack(?:s|ing)?|needs?|needing|owes?|without|(?:has|have) ?(?:n'?t| not)(?: (?:got(?:ten)?|earned|taken|done|finished|have))?"
        r"|(?:does|do|did) ?(?:n'?t| not)(?: (?:have|hold|get|earn|got))?|faltan?|deben?|ocupan?|necesitan?"
        r"|no (?:l[oa]s? )?(?:tienen?|traen?|han?(?: sacado| hecho| ganado)?|sac(?:o|aron)|hizo|hicieron))\b"
    ),
    "count": re.compile(
        r"\b(?:has|have|holds?|holding|got|earned|passed|finished|tienen?|traen?|sac(?:o|aron)|pas(?:o|aron)|gan(?:o|aron)|aprob(?:o|aron)|obtuv(?:o|ieron)"
        r"|sacado|ganado)\b"
    ),
}  # fmt: skip
"""What a question about students asks, by its words; the first that is found counts."""
OF_CREDENTIALS = frozenset(("missing", "failed", "count", "earned", "locked", "one"))
"""Questions that may be about one credential."""
BESIDE = frozenset(
    re.findall(
        r"\w+",
        """a all also am among an and any anybody anyone are at be been being but by class crew did do does doing else everybody everyone
        exactly far folks for from give go going group guys had has have how i if in is it its just kids left list looking many me more much my
        name names now number of ok on one ones only or our part people piece please pull read right said same show side so some somebody someone something anything algo
        still student students tell test that the their them then there these they thing this those to together too total up us was
        we were what whats which who whom whos with yet you right off again exam exams half portion paper needed credential them re s t ve
        actually altogether folk list lot people them actually
        a ahi ahora al algun alguien alguno alla alli alumna alumnas alumno alumnos andan anda aun ay como con cual cuales cuanta cuantas cuanto cuantos
        dame de deme del dice dime digame donde el ella ellas ellos en entonces es esa esas ese eso esos esta estan estas este esto estos
        estudiantes examen fueron fue gente grupo clase salon ha han hay hasta la las le les lista lo los mas me mejor mi mis mismo misma mismos muchachas
        muchacho muchachos muestrame muestreme nada no nombre nombres nomas o otra otras otro otros para parte pero pieza por porfa favor prueba pues que quien
        quienes raza saber se sea ser si sobre solamente solo somos son su sus tal tambien tienen todavia todo todos tu un una uno unos usted va van ver y ya
        turno cosa credencial ensename enseneme pasame paseme da van en""",
    )
)
"""Words that add nothing to a question about students, so that what is left over is noticed."""


def asked_in(words: str) -> str:
    """What words ask about students; "" if nothing that is known."""
    return next((asked for asked, pattern in ASKED.items() if pattern.search(words)), "")


def without_asked(words: str) -> str:
    """The words without those that say which students are meant."""
    for pattern in ASKED.values():
        words = pattern.sub(" ", words)
    return words
