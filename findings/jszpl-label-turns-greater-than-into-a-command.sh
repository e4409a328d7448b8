#!/usr/bin/env bash
# Labels say for which drills and speeds a holder is, "DIA>1.25" and "RPM>8000". jszpl writes Code 128 labels in ZPL,
# the language of Zebra printers.
#
# A good guess: the labels scan as they were typed. Code 128 has every ASCII character, and jszpl exists to know
#   ZPL.
# What happens: in a Code 128 field, ZPL takes ">" and the next character for a command, and a plain ">" has to be
#   written ">0". jszpl writes the text unchanged. So "DIA>1.25" scans as "DIA", the control character DEL, ".25",
#   and "RPM>8000" as "RPM", a group separator (GS), "000". There is no error: the bars are valid, and other labels
#   are right. With ">0" instead of ">", both scan as typed.
# Versions: jszpl 2.0.1. zpl-renderer-js 3.4.0 does the work of the printer here, and zxing-cpp 3.1.1 that of the
#   scanner. The README of jszpl does not mention these commands; no issue found.
# Who is hurt: anyone who puts what people type on labels of parts, tools or gauges: the text is not found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'jszpl@2.0.1' 'zpl-renderer-js@3.4.0'
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'zxing-cpp==3.1.1' 'pillow==11.3.0'
cat >"$folder/print.mjs" <<'JS'
import { writeFileSync } from 'node:fs'
import { Barcode, BarcodeType, BarcodeTypeName, Label, PrintDensity, PrintDensityName } from 'jszpl'
import { ready } from 'zpl-renderer-js'

const { api } = await ready
for (const [number, data] of process.argv.slice(2).entries()) {
  const label = new Label()
  Object.assign(label, { printDensity: new PrintDensity(PrintDensityName['8dpmm']), width: 100, height: 50 })
  label.content.push(Object.assign(new Barcode(), { data, type: new BarcodeType(BarcodeTypeName.Code128) }))
  const picture = await api.zplToBase64Async(label.generateZPL(), 100, 50, 8)
  writeFileSync(new URL(`${number}.png`, import.meta.url), Buffer.from(picture, 'base64'))
}
process.exit(0)
JS
cat >"$folder/seen.py" <<'PY'
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import zxingcpp
from PIL import Image

folder = Path(sys.argv[1])
expected = {
    "DIA-1.25": b"DIA-1.25", "DIA>1.25": b"DIA\x7f.25", "DIA>01.25": b"DIA>1.25",
    "RPM>8000": b"RPM\x1d000", "RPM>08000": b"RPM>8000",
}  # fmt: skip
subprocess.run(["node", folder / "print.mjs", *expected], check=True)
print("jszpl 2.0.1, zpl-renderer-js 3.4.0, zxing-cpp", version("zxing-cpp"))
for number, (text, scanned) in enumerate(expected.items()):
    (code,) = zxingcpp.read_barcodes(Image.open(folder / f"{number}.png").convert("L"))
    print(repr(text), "is scanned as", code.bytes)
    assert code.bytes == scanned
PY
"$folder/venv/bin/python" "$folder/seen.py" "$folder" || { echo "they behave otherwise now"; exit 1; }
