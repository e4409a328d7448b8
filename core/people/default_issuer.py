"""The name of the issuer of credentials, unless the settings give another name."""

from core.language.message import _

DEFAULT_ISSUER = _("this training center")
