"""The window that verifies a list of award codes, pasted or uploaded as a file."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from adapters.slack.files import SharedFile, shared_files_in
from adapters.slack.rendering import Json
from adapters.slack.windows.blocks import (
    TYPED,
    button,
    field,
    filled_in,
    plain,
    text_input,
    typed_in,
    window,
)
from adapters.slack.windows.window import Window, WindowServices
from bot.access import Access, Audience
from bot.home_page import HomePage
from bot.reply import Reply, Turn
from bot.whose_record import Shows
from core.language.message import _
from core.verification.recipients import LONGEST_ADDRESS, is_an_address

CHECK_LIST = "check-list"
OPEN_LIST = "open-list"
BROUGHT = "brought"
HOLDER = "holder"
_LIST_CHARACTERS = 3_000  # docs.slack.dev/reference/block-kit/block-elements, plain_text_input
LIST_FILES = [
    *("csv", "xlsx", "xls", "ods", "txt", "pdf", "docx", "eml", "html", "zip"),
    *("png", "jpg", "jpeg", "heic", "webp", "gif", "tiff", "bmp"),
]
_NO_ADDRESS = _(
    "That is not an e-mail address: type the one of the person who showed it to you, or none."
)
_NOTHING = _("Paste codes or links here, or choose a file below.")


class VerifyListWindow(Window[str]):
    """The window that verifies many award codes at once."""

    callback_id = CHECK_LIST
    access = Access(Audience.EVERYONE, Shows.PROOF)
    action_id = OPEN_LIST

    def button(self) -> Json:
        return verify_button()

    def order_at_home(self, page: HomePage) -> int:  # noqa: ARG002 - on every Home tab
        return 1

    async def view(self, turn: Turn, services: WindowServices) -> Json:  # noqa: ARG002 - the same for everyone
        return list_view()

    def errors(self, view: Mapping[str, Any]) -> Mapping[str, str]:
        if self.read(view) is None:
            return {CHECK_LIST: _NOTHING}
        address = self._address(view)
        return {} if not address or is_an_address(address) else {HOLDER: _NO_ADDRESS}

    def read(self, view: Mapping[str, Any]) -> str | None:
        """Return the text that the person typed, with the holder's e-mail address below it.

        Return None if there is neither a text nor a file.
        """
        typed = typed_in(view).strip()
        if not typed and not filled_in(view, BROUGHT).get("files"):
            return None
        return f"{typed}\n{self._address(view)}".strip()

    def _address(self, view: Mapping[str, Any]) -> str:
        return typed_in(view, HOLDER).strip()

    def files(self, view: Mapping[str, Any]) -> tuple[SharedFile, ...]:
        return shared_files_in(filled_in(view, BROUGHT).get("files"))

    async def handle(self, turn: Turn, filled: str, services: WindowServices) -> Reply:
        return await services.workplace.checks.check_list(replace(turn, text=filled))


def list_view() -> Json:
    """Return the window for verifying a list of award codes, pasted or uploaded as a file."""
    codes = text_input(
        _LIST_CHARACTERS,
        _("EF-XXXX-XXXX-XXXX-X, one per line or in any text"),
        name=TYPED,
        multiline=True,
    )
    file = {
        "type": "file_input",
        "action_id": BROUGHT,
        "filetypes": LIST_FILES,
        "max_files": 1,
    }
    return {
        **window(),
        "callback_id": CHECK_LIST,
        "submit": plain(_("Verify")),
        "blocks": [
            field(
                CHECK_LIST,
                _("Codes or links of credentials, up to 100"),
                codes,
                optional=True,
                hint=_("For each you see the holder, the credential, and whether it is valid."),
            ),
            field(
                BROUGHT,
                _("Or a file with them"),
                file,
                optional=True,
                hint=_("A table, text, PDF, picture or e-mail. It is read but not stored."),
            ),
            field(
                HOLDER,
                _("Their e-mail address, if you like"),
                text_input(LONGEST_ADDRESS, name=HOLDER),
                optional=True,
                hint=_("It is compared with the one in a badge and not stored."),
            ),
        ],
    }


def verify_button() -> Json:
    """Return the button that opens the window for verifying a list of award codes."""
    return button(
        OPEN_LIST,
        _("Verify several"),
        _("Verify several credentials: a list of codes, or a CSV file"),
    )
