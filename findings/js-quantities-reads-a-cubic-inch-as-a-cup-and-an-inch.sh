#!/usr/bin/env bash
# A shop writes how much metal a mill removes: "12 cu in" (cubic inches), as machining tables do; js-quantities reads it.
#
# A good guess: a volume, as "12 in3" is, or "Unit not recognized", as "12 sq in" is.
# What happens: 12 cups times inches, of the fourth power of a length: "cu" is its short form of the cup (0.24 liter),
#   and two units side by side are multiplied. "12 fl oz" is a femtoliter times an ounce of weight; only "floz"
#   is a fluid ounce. No error: both can be added, compared and scaled. It shows when they are converted.
# Version: js-quantities 1.8.0. Its README has no "cu"; no issue found.
# Who is hurt: whoever keeps volumes or removal rates as people type them: "12 cu in" and "12 in3" sort, sum and
#   store well on their own, and cannot be brought together.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'js-quantities@1.8.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const Qty = createRequire(import.meta.url)('js-quantities')
const packed = new URL('node_modules/js-quantities/package.json', import.meta.url)
console.log('js-quantities', JSON.parse(readFileSync(packed)).version)
for (const [text, base] of [
  ['12 in3', 'm3'], ['12 floz', 'm3'], ['12 cu in', 'm4'], ['12 fl oz', 'm3*kg'],
]) {
  const read = Qty(text)
  console.log(text, '->', read.units(), 'in', read.toBase().units(), read.kind() ?? 'no kind')
  assert.deepStrictEqual([read.toBase().units(), read.kind()], [base, base === 'm3' ? 'volume' : undefined])
}
assert(Qty('12 cu in').eq(Qty('1 cup').mul('12 in')))
assert.throws(() => Qty('12 cu in').to('in3'), /Incompatible units/)
assert.throws(() => Qty('12 sq in'), /Unit not recognized/)
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
