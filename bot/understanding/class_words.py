"""Words that say which students a question is about, such as "failed" or "behind"."""

import re

ASKED: dict[str, re.Pattern[str]] = {
    "nothing": re.compile(
        r"\b(?:no|zero|without (?:a|any)|not (?:a single|one)|not any|sin|ningun[oa]?) (?:\w+ )?(?:credentials?|certs?|certificates?|credencial\w*|certificad\w*)\b|\b(?:has|have|got|passed|earned|done)(?: got)? (?:nothing|none)\b"
        r"|(?:n'?t| not)(?: \w+)? (?:earned|gotten|got|passed|have)(?: \w+)? (?:anything|any|a single)\b(?! (?:exam|test|theory))|\bno (?:tienen?|traen?|han? (?:ganado|sacado|pasado)|sac(?:o|aron)|gan(?:o|aron)) (?:nada|ninguna?)\b"
    ),
    "retake": re.compile(
        r"\b(?:can|may|allowed to|ready to|able to|get to) (?:re-?take|re-?test|re-?do|try again|go again|take it again)\b|\bpueden? (?:repetir|volver a (?:presentar|intentar|tomar|hacer)|presentar otra vez|reintentar)\b"
    ),
    "not linked": re.compile(
        r"\b(?:has ?n'?t|have ?n'?t|is ?n'?t|are ?n'?t|did ?n'?t|not|never|no|without)\b(?: \w+){0,3}? (?:link\w*|hooked(?: up)?|connect\w*|paired|joined"
        r"|conect\w+|vincul\w+|enlaz\w+)\b|\b(?:unlinked|not linked|(?:sin|por|x) (?:vincular|conectar|ligar|enlazar))\b"
    ),
    "locked": re.compile(r"\b(?:locked(?: out)?|bloquead[oa]s?|trabad[oa]s?)\b"),
    "one away": re.compile(
        r"\b(?:(?:just )?(?:one|an) (?:exam|test|step) (?:away|short|left|from)\b|one away|(?:nearly|almost|practically|just about|about) (?:there|done|finished|to finish|ready)"
        r"|close(?:st)?(?: to (?:finishing|done|being done|it))?|nearest|a (?:un(?:o|a)?|solo un) (?:examen|paso|prueba)(?: de\b)?"
        r"|a punto de (?:terminar|acabar|lograrlo|sacarl[oa])|(?:mas )?cerca|casi (?:terminan?|acaban?|list[oa]s?|llegan?)|por (?:terminar|acabar))\b"
    ),
    "average": re.compile(r"\b(?:averages?|avg|promedios?)\b"),
    "behind": re.compile(
        r"\b(?:behind|slow(?:er|est)?|trailing|lagging|under(?= (?:it|that|this|average|the average)\b)|falling back|below|beneath|worst|weakest|(?:por )?debajo|atrasad[oa]s?|rezagad[oa]s?|mas atras|f[ua]rthest back|struggling|(?:van?|andan?) (?:muy |bien |re )?mal|doing (?:so |really |very )?(?:bad|badly|poorly)|peor(?:es)?)\b"
    ),
    "ahead": re.compile(
        r"\b(?:ahead|above|furthest(?: along)?(?! (?:back|behind))|farthest(?: along)?(?! (?:back|behind))|best|leading|(?:por )?encima|adelantad[oa]s?|aventajad[oa]s?|van? (?:muy )?bien|mejor(?:es)?)\b"
    ),
    "failed": re.compile(
        r"\b(?:fail(?:ed|s|ing)?|flunk(?:ed|s)?|bomb(?:ed|s)?|blew|(?:did ?n'?t|did not|have ?n'?t|has ?n'?t) pass(?:ed)?|reprob(?:o|aron|ado|ad[oa]s)|tron(?:o|aron|ado)"
        r"|no (?:l[oa] )?(?:paso|pasaron|aprobo|aprobaron))\b"
    ),
    "missing": re.compile(
        r"\b(?:missing|lack(?:s|ing)?|needs?|needing|owes?|without|(?:has|have) ?(?:n'?t| not)(?: (?:got(?:ten)?|earned|taken|done|finished|have))?"
        r"|(?:does|do|did) ?(?:n'?t| not)(?: (?:have|hold|get|earn|got))?|faltan?|deben?|ocupan?|necesitan?"
        r"|no (?:l[oa]s? )?(?:tienen?|traen?|han?(?: sacado| hecho| ganado)?|sac(?:o|aron)|hizo|hicieron))\b"
    ),
    "count": re.compile(
        r"\b(?:has|have|holds?|holding|got|earned|passed|finished|tienen?|traen?|sac(?:o|aron)|pas(?:o|aron)|gan(?:o|aron)|aprob(?:o|aron)|obtuv(?:o|ieron)"
        r"|sacado|ganado)\b|\b(?:who|which (?:of them|ones)|anybody|anyone|how many|any of them)\b.{0,12}\bdid (?:\w+ )?pass\b"
    ),
}  # fmt: skip
"""A pattern for each question about students. The first that matches says what is asked."""
OF_CREDENTIALS = frozenset(
    ("retake", "missing", "failed", "count", "earned", "locked", "one", "average")
)
"""Questions that may be about one credential."""
BESIDE = frozenset(
    re.findall(
        r"\w+",
        """demas rest resto others everyone everybody a about actually again alone ahi ahora al algo alguien algun alguno all alla alli already also altogether alumna alumnas alumno alumnos am among an
        and anda andan any anybody anyone anything are at aun ay be been being bunch but by clase class como con cosa credencial credential crew cual
        cuales cuanta cuantas cuanto cuantos da dame de del deme dice did digame dime do does doing donde el ella ellas ellos else en ensename
        enseneme entonces es esa esas ese eso esos esta estan estas este esto estos estudiantes everybody everyone exactly exam examen exams far favor
        folk folks for from fue fueron gente give go going group grupo guys ha had half han has hasta have hay how i if in is it its just kids la las
        le left les list lista lo looking los lot many mas me mejor mi mis misma mismo mismos more much muchachas muchacho muchachos muestrame
        muestreme my nada name names needed no nomas nombre nombres now number o of off ok on one ones only or other others otra otras otro otros our
        paper para part parte pasame paseme people pero piece pieza please por porfa portion primero first last ultimo ultima prueba pues pull pura puro besides her him hers his out working mean aparte ademas excepto que quien quienes raza re read right s
        saber said salon same se sea section ser show si side so sobre solamente solo some somebody someone something somos son still student students
        su sus t tal tambien tell test that the their them then there these they thing this those tienen to todavia todo todos together too total tu
        turno un una uno unos up us usted va van ve ver was we were what whats which who whom whos with y ya yet you whole entire toda todas entero entera out doing score scores grade grades mark marks calificacion calificaciones nota notas puntaje puntajes""",
    )
)
"""Words that add nothing to a question about students.

A message that has other words asks for something more.
"""


def asked_in(words: str) -> str:
    """Return which question about students the words ask, such as `missing`, or ""."""
    return next((asked for asked, pattern in ASKED.items() if pattern.search(words)), "")


def without_asked(words: str) -> str:
    """Return the words without those that say which students are meant."""
    for pattern in ASKED.values():
        words = pattern.sub(" ", words)
    return words
