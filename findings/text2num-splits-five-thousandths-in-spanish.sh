#!/usr/bin/env bash
# A machinist dictates a tolerance in Spanish, "cinco milésimas" (.005 in), and text2num turns words into digits.
#
# A good guess: the words stay as they are, or become 0.005. Milésima means a thousandth, and shops use the word
#   for .001 in. "cinco punto dos" becomes 5.2.
# What happens: "5 1000ᵃˢ": the fraction is taken for a separate number, the ordinal "thousandth". "veintiún
#   exámenes" (21 exams; veintiún is the form before such a noun) stays in words, and text2num() refuses
#   "veintiún", although it reads "treinta y un" as 31.
# Version: text2num 3.1.0. Its README says that ordinals become digits; the issues found are about accents (76)
#   and the decimal point (122).
# Who is hurt: anyone who reads sizes and counts from dictated Spanish: .005 becomes 5 and 1000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'text2num==3.1.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

from text_to_num import alpha2digit, text2num

print("text2num", version("text2num"))
for said, written in (
    ("cinco punto dos", "5.2"), ("cinco milésimas", "5 1000ᵃˢ"),
    ("treinta y un exámenes", "31 exámenes"), ("veintiún exámenes", "veintiún exámenes"),
):
    print(said, "->", alpha2digit(said, "es"))
    assert alpha2digit(said, "es") == written
assert text2num("treinta y un", "es") == 31
try:
    text2num("veintiún", "es")
except ValueError as refused:
    print("text2num:", refused)
else:
    raise AssertionError("veintiún is read now")
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
