"""JSON is written without spaces, and even a broken character can be written and read."""

import json

from core.json_text import json_bytes, json_text
from core.language.message import _


def test_json_has_no_spaces_and_letters_are_not_escaped() -> None:
    assert json_text({"b": ["Núñez", 1, None], "a": _("Catalog")}) == (
        '{"b":["Núñez",1,null],"a":"Catalog"}'
    )
    assert json_text({"b": 1, "a": 2}, sort_keys=True) == '{"a":2,"b":1}'


def test_half_a_surrogate_pair_can_be_written_and_read() -> None:
    broken = {"text": "half of a smile: \ud83d"}
    assert json.loads(json_bytes(broken)) == broken
    assert json.loads(json_text(broken, sort_keys=True)) == broken
