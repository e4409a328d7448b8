#!/usr/bin/env bash
# A note in a drawing says 1½" as AutoCAD stores it: "1", followed by the stacked fraction \S1/2;, in MTEXT.
#
# A good guess: plain_text() gives "1 1/2", or at least something that differs from eleven halves.
# What happens: it puts the fraction directly after the whole number: "11/2", which is 5½. The exact parser
#   (fast=False) gives the same. 3⅜ becomes "33/8". Only the parser's tokens (MTextParser) still show that the
#   fraction is stacked.
# Version: ezdxf 1.4.5.
# Who is hurt: anyone who searches drawings for sizes or makes inspection lists from them: the size is wrong, and
#   it still looks like a size.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'ezdxf==1.4.5'
cat >"$folder/seen.py" <<'PY'
from fractions import Fraction

import ezdxf
from ezdxf.tools.text import MTextParser, TokenType

print("ezdxf", ezdxf.__version__)
drawing = ezdxf.new("R2010").modelspace()
for stored, plain, size in (
    (r"1{\H0.7x;\S1/2;}", "11/2", Fraction(11, 2)),
    (r"3{\H0.7x;\S3/8;}", "33/8", Fraction(33, 8)),
):
    note = drawing.add_mtext(stored)
    fast, exact = note.plain_text(), note.plain_text(fast=False)
    stack = [token.data for token in MTextParser(stored) if token.type == TokenType.STACK]
    print(f"{stored} -> {fast!r}, exactly {exact!r}, as a number {float(Fraction(fast))}; stack {stack}")
    assert fast == exact == plain and Fraction(fast) == size
    assert len(stack) == 1
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
