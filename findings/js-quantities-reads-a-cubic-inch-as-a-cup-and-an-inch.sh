#!/usr/bin/env bash
# A shop writes how much metal a mill removes as "12 cu in" (cubic inches), as machining tables do; js-quantities
# reads it.
#
# A good guess: a volume, as for "12 in3", or "Unit not recognized", as for "12 sq in".
# What happens: 12 cups times inches, which is a length to the fourth power: "cu" is its short form of cup (0.24
#   liter), and two units side by side are multiplied. "12 fl oz" is read as femtoliters times ounces of weight;
#   only "floz" is a fluid ounce. There is no error: both results can be added, compared and scaled. The mistake
#   shows only when they are converted.
# Version: js-quantities 1.8.0. Its README does not mention "cu"; no issue found.
# Who is hurt: anyone who stores volumes or removal rates as people type them: "12 cu in" and "12 in3" can each be
#   sorted, added and stored, but not compared with each other.
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
