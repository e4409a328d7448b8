"""A person's relation to a candidate, and what docs/access.md lets that person see."""

from enum import Enum

from bot.access import Access
from bot.whose_record import Shows
from core.people.model import Asker, Identity, Person, Post, Role


class Who(Enum):
    """A person's relation to a candidate. Each value is a heading in docs/access.md."""

    STRANGER = "stranger"
    CANDIDATE = "the candidate"
    OTHER_CANDIDATE = "another candidate"
    INSTRUCTOR = "their instructor"
    OTHER_INSTRUCTOR = "another instructor"
    EMPLOYER = "employer"
    OTHER_EMPLOYER = "another employer"
    ADMINISTRATOR = "their administrator"
    OTHER_ADMINISTRATOR = "another organization's administrator"


class Sees(Enum):
    """What a person sees of a candidate. Each value is a word in docs/access.md."""

    REFUSED = "no"
    NOTHING = "nothing"
    STATUS = "status"
    CODE = "code"
    PROOF = "proof"
    RECORD = "record"


_ROLES = {
    Who.CANDIDATE: Role.CANDIDATE,
    Who.OTHER_CANDIDATE: Role.CANDIDATE,
    Who.INSTRUCTOR: Role.INSTRUCTOR,
    Who.OTHER_INSTRUCTOR: Role.INSTRUCTOR,
    Who.EMPLOYER: Role.EMPLOYER,
    Who.OTHER_EMPLOYER: Role.EMPLOYER,
    Who.ADMINISTRATOR: Role.ADMINISTRATOR,
    Who.OTHER_ADMINISTRATOR: Role.ADMINISTRATOR,
}
_ON_RECORD = frozenset(_ROLES) - {Who.EMPLOYER, Who.OTHER_EMPLOYER}
_OVER_THEM = frozenset({Who.INSTRUCTOR, Who.ADMINISTRATOR})


def _asker(who: Who) -> Asker:
    role = _ROLES.get(who)
    person = Person(1, None, "", "", None) if who in _ON_RECORD else None
    posts = (Post(role, 1, ""),) if role else ()
    return Asker(Identity("slack", "T1:U1"), person, posts)


def admitted(access: Access, who: Who) -> bool:
    """Whether a person may use an entry point with this access."""
    return access.audience.admits(_asker(who))


def sees(access: Access, who: Who) -> Sees:
    """Return what a person sees of a candidate through an entry point, in a private chat."""
    shows = access.shows
    if not admitted(access, who):
        return Sees.REFUSED
    if (who is Who.CANDIDATE and Shows.OWN in shows) or (
        who in _OVER_THEM and Shows.STUDENTS in shows
    ):
        return Sees.RECORD
    if Shows.PROOF in shows:
        return Sees.PROOF
    if Shows.STATUS in shows:
        return Sees.STATUS
    if Shows.CHECKS in shows and who is Who.EMPLOYER:
        return Sees.CODE
    return Sees.NOTHING
