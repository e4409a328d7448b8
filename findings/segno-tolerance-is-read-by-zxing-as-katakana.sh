#!/usr/bin/env bash
# A QR code that segno writes for "±0.001 in" or "½ inch" is read by zxing-cpp.
#
# A good guess: zxing-cpp reads the same text, especially if the code was made with eci=True and a named encoding.
# What happens: segno writes such text in ISO 8859-1 and leaves out the character set mark (ECI) for that
#   encoding, even with encoding="iso-8859-1", eci=True. zxing-cpp then guesses Shift JIS: "ｱ0.001 in", "ｽ inch"
#   (half-width katakana). Names such as "José Muñoz" are read correctly, so a test with accents does not show the
#   fault. With encoding="utf-8", the text is right.
# Version: segno 1.6.6 with zxing-cpp 3.1.1; only the combination shows the fault.
# Who is hurt: anyone who prints tolerances, fractions or angles of a drawing or part in a code: the reader gets a
#   wrong character and no error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'segno==1.6.6' 'zxing-cpp==3.1.1' 'pillow==11.3.0'
cat >"$folder/seen.py" <<'PY'
import io
from importlib.metadata import version
import segno, zxingcpp
from PIL import Image

def through_a_code(text, **how):
    drawn = io.BytesIO()
    segno.make(text, micro=False, **how).save(drawn, kind="png", scale=4)
    (read,) = zxingcpp.read_barcodes(Image.open(drawn).convert("L"))
    print(f"{text!r} {how} -> {read.text!r}")
    return read.text

print("segno", version("segno"), "zxing-cpp", version("zxing-cpp"))
for how in ({}, {"eci": True}, {"encoding": "iso-8859-1", "eci": True}):
    assert through_a_code("±0.001 in", **how) == "\uff710.001 in"
    assert through_a_code("½ inch", **how) == "\uff7d inch"
    assert through_a_code("José Muñoz", **how) == "José Muñoz"
for text in ("±0.001 in", "½ inch"):
    assert through_a_code(text, encoding="utf-8") == text
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
