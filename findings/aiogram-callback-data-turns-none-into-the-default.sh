#!/usr/bin/env bash
# A button's data has a field "center: int | None = 5" and is packed with center=None ("any center").
#
# A good guess: unpack() gives None back, or pack() refuses a value that unpack() cannot restore.
# What happens: None is packed as an empty text, and an empty text is unpacked as the field's default, so the
#   button that meant "any center" means center 5. The same happens to lang=None and lang="" with the default
#   "en". If the default is None, None is restored.
# Version: aiogram 3.31.0 (aiogram/filters/callback_data.py).
# Who is hurt: anyone who clears a filter with a button: the filter goes back to its default, and no error says
#   so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'aiogram==3.31.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version
from typing import Optional
from aiogram.filters.callback_data import CallbackData

class Filter(CallbackData, prefix="filter"):
    center: Optional[int] = 5
    lang: Optional[str] = "en"
    level: Optional[int] = None

print("aiogram", version("aiogram"))
for sent in (Filter(center=None, lang=None), Filter(center=None, lang="")):
    packed = sent.pack()
    read = Filter.unpack(packed)
    print(f"{sent!r} -> {packed!r} -> {read!r}")
    assert packed == "filter:::" and sent.center is None
    assert (read.center, read.lang, read.level) == (5, "en", None)
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
