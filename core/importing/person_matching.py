"""Decide which person a row means.

If only the user can know, ask instead of guessing.
"""

from dataclasses import dataclass

from core.importing.advice import by_place, to_accept
from core.importing.cells import RowRejected
from core.importing.known_people import KnownPeople, KnownPerson, Name
from core.importing.options import Options
from core.importing.sheets import quote_cell
from core.language.message import _
from core.names import Similarity, similarity

ALIKE = (Similarity.SAME, Similarity.NEAR)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """The data that a row has about a person."""

    number: str | None
    email: str | None
    name: Name
    role: str
    organization: str
    nims_number: str | None = None
    former_email: str | None = None
    ended: bool = False
    display_name: str | None = None
    family_first: bool | None = None
    retake_plan: str | None = None  # '' if the row says that it is unknown
    minor: bool | None = None

    @property
    def whole_name(self) -> str:
        return " ".join(part for part in self.name if part)


class PersonMatching:
    """Decides which person each row of a batch means, by the options of the import."""

    def __init__(self, known: KnownPeople, options: Options) -> None:
        self._known = known
        self._options = options
        self.renamed: list[tuple[str, str, str]] = []
        """For each renamed person: the number or address, the old name, and the new name."""
        self.namesakes: list[tuple[str, str]] = []
        """Each name that several new people share, with the number of one of them."""

    async def person(self, row: PersonRow, organization: int) -> KnownPerson:
        """Return the person that a row means, who may be on record or new.

        Raises RowRejected if the row contradicts the record, or if only the user can decide which
        person it means.
        """
        if row.number is not None:
            found = self._candidate(row, row.number, organization)
        else:
            found = await self._staff(row, organization)
        if row.nims_number:
            self._check_nims_number(found, row.nims_number)
        return found or self._new(row, organization)

    def _candidate(self, row: PersonRow, number: str, organization: int) -> KnownPerson | None:
        own = self._known.of_organization(organization, number)
        if own is not None:
            self._check_name(own, row, number)
            return own
        if row.nims_number and (tied := self._known.by_nims_number(row.nims_number)):
            self._check_name(tied, row, row.nims_number)
            return tied
        for other in self._known.elsewhere(organization, number):
            if self._is_the_same(other, row, number):
                return other
        self._check_zeros(row, number, organization)
        self._check_namesakes(row, number, organization)
        return None

    def _check_nims_number(self, found: KnownPerson | None, nims_number: str) -> None:
        other = self._known.by_nims_number(nims_number)
        if other is not None and other is not found:
            raise RowRejected(
                "nims_number",
                _(
                    "%(nims_number)s is the NIMS number of %(whole_name)s on "
                    "record: correct it, or %(merge)s",
                    merge=_to_merge("", ""),
                    nims_number=nims_number,
                    whole_name=other.whole_name,
                ),
            )
        if found is None or other is found:
            return
        if found.nims_number and not self._options.accept:
            raise RowRejected(
                "nims_number",
                _(
                    "%(whole_name)s has the NIMS number %(nims_number)s on record: "
                    "correct it, or %(accept)s",
                    accept=to_accept(),
                    whole_name=found.whole_name,
                    nims_number=found.nims_number,
                ),
            )

    def _check_name(self, person: KnownPerson, row: PersonRow, number: str) -> None:
        """Raise RowRejected if the row's name cannot be that of the person on record."""
        how = similarity(person.name, row.name)
        if how in ALIKE:
            return
        if person.of_this_file:
            raise RowRejected(
                "candidate_number",
                _(
                    "%(number)s is the number of %(whole_name)s in this file too: "
                    "give each person their own number",
                    number=number,
                    whole_name=person.whole_name,
                ),
            )
        if how is Similarity.OTHER and not self._options.accept:
            raise RowRejected(
                "candidate_number",
                _(
                    "%(number)s is %(whole_name)s on record, at %(person)s, and "
                    "%(whole_name_2)s here: correct the number, or %(accept)s "
                    "if they are one person who has changed their name",
                    accept=to_accept(),
                    number=number,
                    whole_name=person.whole_name,
                    person=self._where(person),
                    whole_name_2=row.whole_name,
                ),
            )

    def _is_the_same(self, other: KnownPerson, row: PersonRow, number: str) -> bool:
        """Whether the row means `other`, the person with this number at another organization.

        Raises RowRejected if only the user can decide that.
        """
        options = self._options
        where = self._where(other)
        if similarity(other.name, row.name) is Similarity.SAME:
            if other.of_this_file and not options.separate:
                return True
            if not (options.accept_for_others or options.separate):
                raise RowRejected(
                    "candidate_number",
                    by_place(
                        _(
                            "%(number)s is %(whole_name)s at %(where)s too: %(accept)s if they "
                            "are one person, or use --separate if they are two of one name",
                            number=number,
                            whole_name=other.whole_name,
                            where=where,
                            accept=to_accept(),
                        ),
                        _(
                            "%(number)s is %(whole_name)s at %(where)s too: the people "
                            "who run Edgefinder for you can import the row, and say there "
                            "whether they are one person or two of one name",
                            number=number,
                            whole_name=other.whole_name,
                            where=where,
                        ),
                    ),
                )
            return options.accept_for_others and not options.separate
        if not (options.accept or options.organization):
            raise RowRejected(
                "candidate_number",
                _(
                    "%(number)s is %(whole_name)s at %(where)s, and "
                    "%(whole_name_2)s at %(organization)s here: import again with "
                    '--organisation "%(organization)s" if the number is that '
                    "organization's own, or %(accept)s if they are two people",
                    accept=to_accept(),
                    number=number,
                    whole_name=other.whole_name,
                    where=where,
                    whole_name_2=row.whole_name,
                    organization=row.organization,
                ),
            )
        return False

    def _check_zeros(self, row: PersonRow, number: str, organization: int) -> None:
        likely = self._known.with_other_zeros(organization, number)
        if likely is None or self._options.accept:
            return
        [own] = [n for o, n in sorted(likely.numbers) if o == organization and n != number][:1]
        raise RowRejected(
            "candidate_number",
            _(
                "%(number)s may be %(own)s, %(whole_name)s, as spreadsheets "
                "drop zeros in front: correct the number, or %(accept)s "
                "if %(whole_name_2)s is another person",
                accept=to_accept(),
                number=quote_cell(number),
                own=own,
                whole_name=likely.whole_name,
                whole_name_2=row.whole_name,
            ),
        )

    def _check_namesakes(self, row: PersonRow, number: str, organization: int) -> None:
        for other in self._known.of_name(organization, row.name):
            if other.number is None or similarity(other.name, row.name) is not Similarity.SAME:
                continue
            if other.of_this_file:
                self.namesakes.append((row.whole_name, f"{other.number} and {number}"))
            elif not self._options.accept:
                raise RowRejected(
                    "candidate_number",
                    _(
                        "%(whole_name)s of %(organization)s is on record with the "
                        "number %(number)s: correct the number, %(renumber)s if it has changed, or "
                        "%(accept)s if they are two people of one name",
                        renumber=_to_renumber(other.number, number),
                        accept=to_accept(),
                        whole_name=other.whole_name,
                        organization=row.organization,
                        number=other.number,
                    ),
                )

    async def _staff(self, row: PersonRow, organization: int) -> KnownPerson | None:
        known, address = self._known, row.email
        assert address is not None
        here = known.at_address(address)
        if row.former_email and row.former_email != address:
            return self._moved(row, here, row.former_email, address)
        if here is not None:
            how = similarity(here.name, row.name)
            if how is Similarity.OTHER and (here.of_this_file or not self._options.accept):
                raise RowRejected(
                    "email",
                    _(
                        "%(address)s is the address of %(whole_name)s: give "
                        "%(whole_name_2)s their own, or %(accept)s if they have changed their "
                        "name",
                        accept=to_accept(),
                        address=address,
                        whole_name=here.whole_name,
                        whole_name_2=row.whole_name,
                    ),
                )
            return here
        await self._check_new_address(row, organization, address)
        return None

    def _moved(
        self, row: PersonRow, here: KnownPerson | None, former: str, address: str
    ) -> KnownPerson | None:
        before = self._known.at_address(former)
        if before is None:
            return here  # an earlier import has already moved the person here, or the person is new
        if here is not None:
            raise RowRejected(
                "former_email",
                _(
                    "%(former)s and %(address)s are two people on record: %(merge)s",
                    merge=_to_merge(address, former),
                    former=former,
                    address=address,
                ),
            )
        if similarity(before.name, row.name) is Similarity.OTHER and not self._options.accept:
            raise RowRejected(
                "former_email",
                _(
                    "%(former)s is the address of %(whole_name)s, not of "
                    "%(whole_name_2)s: correct it, or %(accept)s "
                    "if they have changed their name",
                    accept=to_accept(),
                    former=former,
                    whole_name=before.whole_name,
                    whole_name_2=row.whole_name,
                ),
            )
        before.email, before.changed = address, True
        self._known.index_address(before, former)
        return before

    async def _check_new_address(self, row: PersonRow, organization: int, address: str) -> None:
        if self._options.accept:
            return
        for other in await self._known.load_staff(organization, row.role):
            like = similarity(other.name, row.name)
            if other.of_this_file or not other.email or like is Similarity.OTHER:
                continue
            if like is Similarity.CHANGED and other.name[0].casefold() != row.name[0].casefold():
                continue  # probably a relative, or another person whose name contains this name
            or_move = by_place(
                _(
                    " or run 'edgefinder people move --email %(email)s %(address)s'",
                    email=other.email,
                    address=address,
                ),
                _(" with %(email)s", email=other.email),
            )
            raise RowRejected(
                "email",
                _(
                    "nobody has the address %(address)s, and %(whole_name)s of "
                    "%(organization)s has %(email)s: if it has changed, add a column "
                    "former_email%(or_move)s; if they are two people, %(accept)s",
                    or_move=or_move,
                    accept=to_accept(),
                    address=address,
                    whole_name=other.whole_name,
                    organization=row.organization,
                    email=other.email,
                ),
            )

    def _new(self, row: PersonRow, organization: int) -> KnownPerson:
        numbers = {(organization, row.number)} if row.number is not None else set()
        person = KnownPerson(None, row.number, row.email, row.name, row.nims_number, numbers)
        self._known.add(person)
        return person

    def _where(self, person: KnownPerson) -> str:
        organizations = {where for where, _ in person.numbers} or {w for w, _ in person.roles}
        named = sorted(self._known.organizations.get(each, "") for each in organizations)
        return " and ".join(each for each in named if each) or "another organization"


def _to_merge(kept: str, other: str) -> str:
    which = f" {kept} {other}" if kept else ""
    return by_place(
        _("make the two one person with 'edgefinder people merge%(which)s'", which=which),
        _("ask the people who run Edgefinder for you to make the two one person"),
    )


def _to_renumber(old: str, new: str) -> str:
    return by_place(
        _("use 'edgefinder people renumber %(old)s %(new)s'", old=old, new=new),
        _("ask the people who run Edgefinder for you to renumber %(old)s", old=old),
    )
