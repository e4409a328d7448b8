"""Compare the name and code on a PDF's page with the credential attached to the PDF."""

import base64
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.awards.codes import read_code
from core.verification.files.found_items import FoundCode, FoundDocument, FoundItem, FoundToken
from core.verification.signed_content import Refused, from_json

_FEWEST_LETTERS = 20
"""A page with fewer letters than this has no text to compare. It may be a scan."""
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


def mark_page_differences(
    held: FoundToken | FoundDocument, page: str, codes: list[FoundCode]
) -> FoundItem:
    """Compare a credential with the PDF page that it is attached to.

    Return the credential. In the result, `page` is "name" or "code" if the page shows another name
    or code.
    """
    said = from_json(_credential(held))
    letters = _letters(page)
    if isinstance(said, Refused) or len(letters) < _FEWEST_LETTERS:
        return held
    shown = {read_code(each.text) for each in codes}
    code = read_code(said.address.rpartition("/")[2])
    if isinstance(code, str) and shown and code not in shown:
        return replace(held, page="code")
    if said.holder and not _is_right_to_left(said.holder) and _letters(said.holder) not in letters:
        return replace(held, page="name")
    return held


def _credential(held: FoundToken | FoundDocument) -> Mapping[str, Any]:
    if isinstance(held, FoundDocument):
        return held.document
    try:
        claims = json.loads(base64.urlsafe_b64decode(held.text.split(".")[1] + "=="))
    except (ValueError, IndexError, RecursionError):
        return {"type": []}
    return claims if isinstance(claims, dict) else {"type": []}


def _letters(text: str) -> str:
    """Return only the letters and digits of a text, in lower case.

    Line breaks, hyphens and ligatures differ from page to page.
    """
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(each for each in plain if each.isalnum())


def _is_right_to_left(text: str) -> bool:
    """Whether a text has letters of a script that PDFs do not store in reading order."""
    return any(unicodedata.bidirectional(each) in _RIGHT_TO_LEFT for each in text)
