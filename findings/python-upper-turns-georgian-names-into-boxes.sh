#!/usr/bin/env bash
# A Georgian name, whose letters a font has, is set in capitals with str.upper() for the small print of a
# document.
#
# A good guess: Georgian has no capitals, so upper() leaves the name unchanged, as it does with Hebrew. A name
#   that can be printed can also be printed after upper().
# What happens: since Unicode 11, upper() replaces every letter with one from the Mtavruli block (U+1C90 to
#   U+1CBF), which is for headlines. DejaVu Sans has every letter of the name but none from that block, so the
#   name is printed as boxes, or a PDF/A writer refuses the document. title() leaves the name unchanged.
# Version: Python 3.11 and later (str.upper); DejaVu Sans 2.35, from matplotlib 3.10.7.
# Who is hurt: anyone who tests that a name can be printed and then prints it in capitals.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps 'fonttools==4.60.1' 'matplotlib==3.10.7'
cat >"$folder/seen.py" <<'PY'
import sys
import unicodedata
from importlib.metadata import distribution
from fontTools.ttLib import TTFont

[path] = [f.locate() for f in distribution("matplotlib").files if f.name == "DejaVuSans.ttf"]
font = TTFont(path)
has = font.getBestCmap()
print("Python", sys.version.split()[0], "Unicode", unicodedata.unidata_version, font["name"].getDebugName(5))
for name in ("ნინო", "ნინო ბერიძე"):
    capitals = name.upper()
    lacking = [letter for letter in capitals if ord(letter) not in has]
    print(name, "->", capitals.encode("unicode_escape").decode(), f"lacking {len(lacking)}")
    assert all(ord(letter) in has for letter in name)
    assert len(lacking) == len(name.replace(" ", ""))
    assert name.title() == name and "דנה".upper() == "דנה"
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
