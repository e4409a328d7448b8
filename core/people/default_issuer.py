"""The name of the issuer if the settings name none."""

from core.language.message import _

DEFAULT_ISSUER = _("this training center")
