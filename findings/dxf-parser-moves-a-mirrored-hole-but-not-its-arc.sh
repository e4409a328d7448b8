#!/usr/bin/env bash
# A drawing was mirrored in CAD, so its round holes and arcs have the direction (0, 0, -1); dxf-parser reads the
# DXF file.
#
# A good guess: dxf-parser returns the direction for both, or for neither. With this direction, x is negated: a
#   center at 1, 1 is at -1, 1 in the drawing, as ezdxf says.
# What happens: an arc has extrusionDirectionZ -1, but a full circle has no direction. It looks like a hole at 1,
#   1 that was never mirrored, and nothing else in the entity says that it was.
# Versions: dxf-parser 1.1.2, ezdxf 1.4.5. Known: pull request 100 (2022), still open, would add the direction to
#   circles.
# Who is hurt: anyone who draws, counts or compares holes: the holes are on the wrong side of the part, but its
#   corners are not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'ezdxf==1.4.5'
npm install --prefix "$folder" --no-audit --no-fund --silent 'dxf-parser@1.1.2'
cat >"$folder/made.py" <<'PY'
import sys

import ezdxf

drawing = ezdxf.new("R2010")
mirrored = {"extrusion": (0, 0, -1)}
hole = drawing.modelspace().add_circle((1, 1), 0.25, dxfattribs=mirrored)
drawing.modelspace().add_arc((1, 1), 0.25, 0, 90, dxfattribs=mirrored)
center = hole.ocs().to_wcs(hole.dxf.center)
print("ezdxf", ezdxf.__version__, "hole at", center)
assert center.isclose((-1, 1, 0))
drawing.saveas(sys.argv[1])
PY
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const library = createRequire(import.meta.url)('dxf-parser')
const packed = new URL('node_modules/dxf-parser/package.json', import.meta.url)
console.log('dxf-parser', JSON.parse(readFileSync(packed)).version)
const [hole, arc] = new (library.default ?? library)().parseSync(readFileSync(process.argv[2], 'utf8')).entities
console.log(JSON.stringify(hole), JSON.stringify(arc))
assert.deepStrictEqual([hole.type, hole.center.x, arc.type, arc.center.x], ['CIRCLE', 1, 'ARC', 1])
assert.strictEqual(arc.extrusionDirectionZ, -1)
assert.deepStrictEqual(Object.keys(hole).filter((key) => /extrusion/i.test(key)), [])
JS
"$folder/venv/bin/python" "$folder/made.py" "$folder/a.dxf" && node "$folder/seen.mjs" "$folder/a.dxf" \
    || { echo "it behaves otherwise now"; exit 1; }
