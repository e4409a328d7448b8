"""The issuer's name if none is set."""

from core.language.message import _

DEFAULT_ISSUER = _("this training center")
