"""The issuer's name if none is set."""

from core.language.message import _

NAMELESS = _("this training center")
