#!/usr/bin/env bash
# A work order "M/A-120" is printed as a Code 39 label, the usual bar code of machine shops, and zxing-cpp reads
# it.
#
# A good guess: it reads the text that was printed. "/", "+", "$", "%" and the letters are among the 43 characters
#   of Code 39, so nothing needs to be translated.
# What happens: "M!-120". If one of these four characters is before a letter, zxing-cpp takes the pair for one
#   character of "Extended" (full ASCII) Code 39; a label does not say which of the two it uses. "WO-120" and
#   "1/4-20" are read as printed, so a test with these does not show the fault. There is no error, and valid is
#   True. formats=BarcodeFormat.Code39Std reads what is printed.
# Version: zxing-cpp 3.1.1, and since 2.3.0 (2.2.0 returned the text as printed).
# Who is hurt: anyone who scans labels of orders, parts or gauges: the wrong number is looked up, and an update
#   changes how old labels are read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  'zxing-cpp==3.1.1' 'python-barcode==0.16.1' 'pillow==11.3.0'
cat >"$folder/seen.py" <<'PY'
from importlib.metadata import version

import zxingcpp
from barcode.codex import Code39
from barcode.writer import ImageWriter

print("zxing-cpp", version("zxing-cpp"), "python-barcode", version("python-barcode"))
for printed, expected in (("M/A-120", "M!-120"), ("5+C", "5c"), ("WO-120", "WO-120"), ("1/4-20", "1/4-20")):
    label = Code39(printed, writer=ImageWriter(), add_checksum=False)
    picture = label.render({"write_text": False, "quiet_zone": 10})
    (read,) = zxingcpp.read_barcodes(picture)
    (plain,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.Code39Std)
    print(f"printed {printed!r}, read {read.text!r} ({read.format}, valid {read.valid}), as Code39Std {plain.text!r}")
    assert read.text == expected and read.valid
    assert plain.text == printed
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
