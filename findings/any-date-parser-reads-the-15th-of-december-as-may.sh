#!/usr/bin/env bash
# A column of exam days is written day first (15/12/2027), and any-date-parser reads it for the United States.
#
# A good guess: it refuses the day, because there is no month 15, or it swaps day and month. It does swap 20/12/2027
#   and reads December 20.
# What happens: it reads 15/12/2027 as May 12. It drops the 1 of 15, takes the 5 for the month, and 12 for the day.
#   So 31/12/2027 becomes January 12, and 12/01/2027 becomes December 1: one column is read in three ways. The other
#   direction has the same fault: for es-MX and es-US, 12/31/2027 is March 12, because 3 is taken for the month and
#   the 1 is dropped.
# Version: any-date-parser 2.2.4 (attempt and fromString). No issue found.
# Who is hurt: anyone who imports days from both sides of the border: nothing is refused, and many days are off by
#   months.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'any-date-parser@2.2.4'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import parser from 'any-date-parser'

const packed = new URL('node_modules/any-date-parser/package.json', import.meta.url)
console.log('any-date-parser', JSON.parse(readFileSync(packed)).version)
for (const [text, locale, month, day] of [
  ['12/15/2027', 'en-US', 12, 15], ['20/12/2027', 'en-US', 12, 20], ['12/01/2027', 'en-US', 12, 1],
  ['15/12/2027', 'en-US', 5, 12], ['31/12/2027', 'en-US', 1, 12],
  ['15/12/2027', 'es-MX', 12, 15], ['12/31/2027', 'es-MX', 3, 12], ['12/31/2027', 'es-US', 3, 12],
]) {
  const read = parser.attempt(text, locale)
  console.log(text, locale, '-> month', read.month, 'day', read.day)
  assert.deepStrictEqual({ ...read }, { year: 2027, month, day })
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
