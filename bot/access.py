"""Who may use what, and whose record it may show: each way in declares its access."""

from dataclasses import dataclass
from enum import Enum, Flag, auto

from core.language.message import _
from core.people.model import Asker, Role


class Audience(Enum):
    """Who may use something; the value is the wording shown to people.

    The last four are never decided from a chat: a shell, a signature, a token or Slack decides.
    """

    EVERYONE = _("everyone")
    LINKED = _("people whose chat is linked to their record")
    CANDIDATES = _("candidates")
    TEACHERS = _("instructors and account administrators")
    SIGNERS = _("instructors, supervisors and account administrators")
    STAFF = _("instructors, evaluators and account administrators")
    ADMINISTRATORS = _("account administrators")
    WORKSPACE_ADMINISTRATORS = "administrators of the Slack workspace"
    PLATFORMS = "Telegram or Slack, by signature or secret"
    METRICS_READERS = "whoever has the token in the settings"
    OPERATORS = "whoever may use the server's shell"

    def admits(self, asker: Asker) -> bool:
        match self:
            case Audience.EVERYONE:
                return True
            case Audience.LINKED:
                return asker.person is not None
            case Audience.CANDIDATES:
                return asker.has(Role.CANDIDATE)
            case Audience.TEACHERS:
                return asker.has(Role.INSTRUCTOR, Role.ADMINISTRATOR)
            case Audience.SIGNERS:
                return asker.has(Role.INSTRUCTOR, Role.SUPERVISOR, Role.ADMINISTRATOR)
            case Audience.STAFF:
                return asker.has(Role.INSTRUCTOR, Role.EVALUATOR, Role.ADMINISTRATOR)
            case Audience.ADMINISTRATORS:
                return asker.has(Role.ADMINISTRATOR)
            case _:
                return False


class Shows(Flag):
    """Whose record an answer may show.

    `OWN`: the record of whoever asks. `STUDENTS`: those of the candidates on an instructor's
    rosters, and of the candidates of an administrator's organization. `PROOF`: what a code, link or
    file proves to whoever brings it: holder, credential, day and status. `STATUS`: the same without
    the holder's name. `CHECKS`: which codes the asker's own workspace has checked. `ANYBODY`: every
    record in the database.
    """

    NOBODY = 0
    OWN = auto()
    STUDENTS = auto()
    PROOF = auto()
    STATUS = auto()
    CHECKS = auto()
    ANYBODY = auto()


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use something, and whose record it may show.

    `private`: answered only in private chats, except calls whose argument begins with a word in
    `among`, whose answers others may read.
    """

    audience: Audience
    shows: Shows
    private: bool = False
    among: frozenset[str] = frozenset()
