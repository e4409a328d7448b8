"""Read a candidate's records with SQLAlchemy's ORM, and write `status` with Jinja2."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, Template
from sqlalchemy import ForeignKey, event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload

from core.catalog.model import Catalog, Credential


class Base(DeclarativeBase):
    pass


class Person(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None]
    given_name: Mapped[str]
    family_name: Mapped[str]
    chats: Mapped[list["Chat"]] = relationship(back_populates="person")
    roles: Mapped[list["Role"]] = relationship()
    results: Mapped[list["Result"]] = relationship()
    awards: Mapped[list["Award"]] = relationship()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Organization(Base):
    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


class Role(Base):
    __tablename__ = "roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)
    organization: Mapped[Organization] = relationship()


class Chat(Base):
    __tablename__ = "chat_identities"

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    external_id: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person] = relationship(back_populates="chats")


class Result(Base):
    __tablename__ = "results"

    candidate_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    exam_code: Mapped[str] = mapped_column(primary_key=True)
    taken_on: Mapped[str] = mapped_column(primary_key=True)
    attempt: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str] = mapped_column(primary_key=True)


class Award(Base):
    __tablename__ = "awards"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    candidate_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    credential_code: Mapped[str]
    issued_on: Mapped[str]
    revoked_on: Mapped[str | None]


@dataclass(frozen=True)
class ExamLine:
    title: str
    passed_on: date | None
    failures: int


@dataclass(frozen=True)
class Standing:
    """A credential in progress."""

    credential: Credential
    exams: list[ExamLine]

    @property
    def left(self) -> int:
        return sum(exam.passed_on is None for exam in self.exams)


class Records:
    """Answers status questions from a SQLite file, with one database session per turn."""

    def __init__(self, file: Path, catalog: Catalog) -> None:
        self._catalog = catalog
        self._engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
        event.listen(self._engine.sync_engine, "connect", _use_wal)
        self._sessions = async_sessionmaker(self._engine, expire_on_commit=False)
        # this escapes values for HTML, which the libraries of both platforms can send
        environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        environment.filters["day"] = lambda day: f"{day:%B} {day.day}, {day.year}"
        self._html = environment.from_string(_HTML)
        self._mrkdwn = environment.from_string(_MRKDWN)

    async def html(self, platform: str, external_id: str) -> tuple[str, list[Credential]]:
        """Return the status as text for Telegram, and the credentials that get a button."""
        return await self._status(self._html, platform, external_id)

    async def mrkdwn(self, platform: str, external_id: str) -> tuple[str, list[Credential]]:
        """Return the status as text for Slack, and the credentials that get a button."""
        return await self._status(self._mrkdwn, platform, external_id)

    async def _status(
        self, template: Template, platform: str, external_id: str
    ) -> tuple[str, list[Credential]]:
        async with self._sessions() as session:
            person = await self._person(session, platform, external_id)
        if person is None:
            return "This chat is not linked to anyone yet.", []
        standings = self._standings(person)
        begun = [each.credential for each in standings]
        earned = [
            (
                self._catalog.credential(each.credential_code),
                each,
                date.fromisoformat(each.issued_on),
            )
            for each in person.awards
            if each.revoked_on is None
        ]
        said = template.render(person=person, standings=standings, earned=earned)
        return said, begun

    async def _person(
        self, session: AsyncSession, platform: str, external_id: str
    ) -> Person | None:
        whole = (
            selectinload(Person.results),
            selectinload(Person.awards),
            selectinload(Person.roles).joinedload(Role.organization),
        )
        found = await session.scalars(
            select(Person)
            .join(Person.chats)
            .where(Chat.platform == platform, Chat.external_id == external_id)
            .options(*whole)
        )
        return found.one_or_none()

    def _standings(self, person: Person) -> list[Standing]:
        held = {each.credential_code for each in person.awards if each.revoked_on is None}
        taken = {each.exam_code for each in person.results}
        found = []
        for credential in self._catalog.credentials:
            needed = credential.exams
            if credential.code in held or not taken & {exam.code for exam in needed}:
                continue
            lines = []
            for exam in needed:
                sat = [each for each in person.results if each.exam_code == exam.code]
                passed = [date.fromisoformat(e.taken_on) for e in sat if e.outcome == "pass"]
                failures = sum(each.outcome == "fail" for each in sat)
                lines.append(ExamLine(exam.title, min(passed, default=None), failures))
            found.append(Standing(credential, lines))
        return sorted(found, key=lambda each: each.left)

    async def close(self) -> None:
        await self._engine.dispose()


def _use_wal(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # a driver's connection has no common type
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()


_HTML = """\
<b>{{ person.name }}</b>: {{ earned | length }} earned, {{ standings | length }} in progress

{% for each in standings %}
<b>{{ each.credential.title }}</b>: {{ each.left }} exams left
{% for exam in each.exams %}
{% if exam.passed_on %}
✓ {{ exam.title }}: passed on {{ exam.passed_on | day }}
{% elif exam.failures %}
✗ {{ exam.title }}: failed {{ exam.failures }} times, you can retake it
{% else %}
○ {{ exam.title }}: still to do
{% endif %}
{% endfor %}

{% endfor %}
{% if earned %}
<b>Earned</b>
{% for credential, award, day in earned %}
✓ {{ credential.title }}, {{ day | day }}: <code>{{ award.code }}</code>
{% endfor %}
{% endif %}
"""
_MRKDWN = (
    _HTML.replace("<b>", "*").replace("</b>", "*").replace("<code>", "`").replace("</code>", "`")
)
