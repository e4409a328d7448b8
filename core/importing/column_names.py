"""Names that other systems and people use for our columns, in English and Spanish."""

from collections.abc import Sequence
from functools import cache

from core.importing.sheets import header_words

_SPANISH = {
    "alumno", "alumna", "apellido", "apellidos", "calificacion", "candidato", "clase", "clave",
    "correo", "curso", "dia", "docente", "estudiante", "evaluador", "evaluadora", "examen", "fecha",
    "grupo", "intento", "legajo", "lista", "maestro", "matricula", "nombre", "nombres", "nota",
    "numero", "profesor", "prueba", "puntaje", "puntuacion", "resultado", "rol", "seccion",
}  # fmt: skip


def is_spanish(header: Sequence[str]) -> bool:
    """Whether a file's header has a Spanish word that is typical of our columns."""
    return any(not _SPANISH.isdisjoint(header_words(cell).split()) for cell in header)


SYNONYMS: dict[str, tuple[str, ...]] = {
    # most certain first: a name that more clearly means this column comes earlier
    "candidate_number": (
        "candidate number", "candidate no", "candidate id", "candidate", "client candidate id",
        "nims number", "nims id", "student number", "student no", "student id", "student id number",
        "student identifier", "student number identifier", "pupil number", "pupil id", "learner id",
        "learner number", "trainee id", "trainee number", "apprentice id", "apprentice number",
        "sis user id", "sis id", "id number", "card number", "employee id", "employee number",
        "member id", "member number", "person id", "local id", "local student id",
        "school id number", "external user id", "identifier", "number", "student", "id",
        "numero de candidato", "numero del candidato", "n de candidato", "no de candidato",
        "nro de candidato", "id de candidato", "id del candidato", "candidato",
        "numero de estudiante", "numero del estudiante", "id de estudiante", "id del estudiante",
        "id estudiante", "numero de alumno", "numero del alumno", "id de alumno", "id del alumno",
        "no de alumno", "matricula", "numero de matricula", "no de control", "numero de control",
        "legajo", "codigo de estudiante", "codigo de alumno", "numero", "identificacion",
        "numero de identificacion",
    ),
    "given_name": (
        "given name", "given names", "first name", "firstname", "candidate first name",
        "student first name", "legal first name", "forename", "fname", "first",
        "issued to first name", "preferred name", "nombre", "nombres", "nombre de pila",
        "primer nombre", "nombre s",
    ),
    "family_name": (
        "family name", "family names", "last name", "lastname", "surname", "candidate last name",
        "student last name", "legal last name", "lname", "last", "issued to last name",
        "apellido", "apellidos", "apellido s", "primer apellido", "apellido paterno",
    ),
    "middle_name": (
        "middle name", "middle names", "middle", "middlename", "middle initial", "mi",
        "issued to middle name", "segundo nombre",
    ),
    "full_name": (
        "full name", "name", "last first", "student name", "candidate name", "learner name",
        "display name",
        "sortable name", "recipient name", "participant", "participant name", "trainee name",
        "nombre completo", "nombre y apellido", "nombre y apellidos", "apellidos y nombre",
        "apellidos y nombres", "apellido y nombre", "nombre del estudiante", "nombre del alumno",
        "nombre del candidato", "alumno", "estudiante", "student",
    ),
    "email": (
        "email", "e mail", "email address", "e mail address", "mail", "student email",
        "candidate email", "primary email", "school email", "contact email", "work email",
        "recipient email", "correo", "correo electronico", "direccion de correo",
        "direccion de correo electronico", "direccion de email", "email del estudiante",
    ),
    "role": (
        "role", "user role", "role name", "type of user", "user type", "person type",
        "rol", "funcion", "papel", "tipo de usuario",
    ),
    "organisation": (
        "organisation", "organization", "organisation name", "organization name", "school name",
        "school", "institution", "institution name", "training center", "training centre",
        "center", "centre", "site name", "campus", "campus name", "college", "sponsor", "employer",
        "company", "organizacion", "escuela", "centro", "centro educativo", "nombre de la escuela",
        "nombre del centro", "institucion", "plantel", "colegio", "instituto",
    ),
    "minor": (
        "minor", "is minor", "minor flag", "under 18", "under age", "underage", "menor",
        "menor de edad", "es menor",
    ),
    "former_email": ("former email", "old email", "previous email", "correo anterior"),
    "exam": (
        "exam", "exam code", "exam id", "test code", "exam series code", "assessment code",
        "module number", "module code", "exam name", "exam title", "test name", "test",
        "test title", "assessment", "assessment name", "assessment title", "module title",
        "module", "quiz", "quiz name", "examen", "codigo de examen", "codigo del examen",
        "nombre del examen", "titulo del examen", "clave del examen", "prueba",
        "codigo de prueba", "codigo de la prueba", "nombre de la prueba", "evaluacion",
    ),
    "outcome": (
        "outcome", "pass fail", "passed failed", "pass or fail", "p f", "exam result",
        "test result", "result", "results", "exam outcome", "pass fail status", "passing status",
        "result status", "grade result", "passed", "resultado", "resultado del examen",
        "aprobado reprobado", "aprobado", "calificacion final", "dictamen", "status", "estado",
        "estatus",
    ),
    "taken_on": (
        "taken on", "date taken", "exam date", "test date", "date of exam", "date of test",
        "testing date", "assessment date", "delivery date time", "delivery date", "completion date",
        "date completed", "completed on", "completed date", "completed at", "date of completion",
        "date earned", "score date", "result date", "date of result", "date tested", "taken at",
        "attempt date", "date time", "date", "day",
        "fecha", "fecha de examen", "fecha del examen", "fecha de presentacion",
        "fecha de la prueba", "fecha de aplicacion", "fecha de evaluacion", "dia del examen",
        "fecha de finalizacion", "fecha de realizacion", "dia",
    ),
    "score": (
        "score", "score percent", "percent score", "percent", "percentage", "exam score",
        "test score", "score percentage", "percent correct", "final score", "scaled score",
        "raw score", "total score", "points", "puntaje", "puntuacion", "calificacion", "nota",
        "porcentaje", "puntos",
    ),
    "attempt": (
        "attempt", "attempt number", "attempt no", "number of attempt", "sitting", "try",
        "intento", "numero de intento", "no de intento",
    ),
    "evaluator": (
        "evaluator", "evaluator name", "evaluated by", "assessor", "examiner", "graded by",
        "scored by", "evaluador", "evaluadora", "evaluado por", "examinador",
    ),
    "source_ref": (
        "source ref", "source reference", "reference", "reference number", "registration id",
        "result id", "record id", "confirmation number", "referencia", "folio",
    ),
    "roster": (
        "roster", "roster name", "class", "class name", "class title", "course", "course name",
        "course title", "section name", "course section", "section", "group", "group name",
        "cohort", "class section", "clase", "curso", "grupo", "seccion", "nombre de la clase",
        "nombre del curso", "lista",
    ),
    "instructor_email": (
        "instructor email", "instructor e mail", "teacher email", "teacher e mail",
        "teacher email address", "instructor email address", "trainer email", "faculty email",
        "correo del instructor", "correo de la instructora", "correo del profesor",
        "correo del docente", "correo del maestro", "email del profesor", "email del instructor",
        "correo electronico del instructor", "correo electronico del profesor",
    ),
    "instructor_name": (
        "instructor", "instructor name", "teacher", "teacher name", "trainer", "trainer name",
        "profesor", "profesora", "docente", "maestro", "maestra", "instructora",
        "nombre del instructor", "nombre del profesor",
    ),
    "term": ("term", "term name", "semester", "school term", "periodo", "semestre", "ciclo"),
    "ended_on": (
        "ended on", "end date", "exit date", "date ended", "withdrawal date", "left on",
        "fecha de baja", "fecha de salida",
    ),
    "credential": (
        "credential", "credential code", "credential name", "credential title", "certification",
        "certification name", "certification code", "certificate", "certificate name",
        "industry credential code", "industry credential", "industry certification",
        "industry certification identifier", "badge", "badge name", "badge template name",
        "badge template", "badge template id", "group name", "group",
        "credencial", "certificacion", "certificado", "insignia",
    ),
    "issued_on": (
        "issued on", "issued at", "issue date", "issued date", "date issued", "date awarded",
        "awarded on", "award date", "earned on", "date earned", "credential earned date",
        "earned date", "certification date", "completion date",
        "fecha de emision", "fecha de expedicion", "fecha de obtencion", "fecha de certificacion",
    ),
    "issuer": ("issuer", "issued by", "awarding body", "issuing organization", "emisor",
               "emitido por", "expedido por"),
    "evidence": ("evidence", "proof", "verification url", "credential url", "badge url",
                 "evidencia", "comprobante"),
}  # fmt: skip


@cache
def synonym_ranks(column: str) -> dict[str, int]:
    """Return the names that files use for one of our columns, each with a rank.

    A name with a lower rank more surely means this column. The names have the form of
    `header_words`.
    """
    names = (column, *SYNONYMS.get(column, ()))
    ranks: dict[str, int] = {}
    for rank, name in enumerate(names):
        ranks.setdefault(header_words(name), rank)
    return ranks
