#!/usr/bin/env bash
# Spanish speakers in Texas write the day of an exam as "mayo 5, 2027" or "5 de mayo del 2028"; chrono.es reads
# it.
#
# A good guess: chrono.es reads the day, as it does for "5 de mayo de 2027" and the English "May 5, 2027", or
#   finds nothing.
# What happens: "mayo 5, 2027" is read as May 1, 2005: the 5 is taken for a year. "5 de mayo del 2028" is read as
#   May 5, 2027 (in November 2026): "del" is unknown, so the year is dropped and the next May is taken. "a las 3
#   de la tarde" (3 p.m.) is read as 3 a.m. Only result.text shows how little was read. Strict mode finds no day
#   in the first text; the other two stay wrong.
# Version: chrono-node 2.10.3 (chrono.es).
# Who is hurt: anyone who trusts parseDate(): an exam is in the wrong year, or a credential expired in 2005.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'chrono-node@2.10.3'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import * as chrono from 'chrono-node'

const { version } = JSON.parse(readFileSync(new URL('node_modules/chrono-node/package.json', import.meta.url)))
console.log('chrono-node', version)
const asked = new Date(2026, 10, 30, 8, 0)
const hour = (date) => date && [date.getFullYear(), date.getMonth() + 1, date.getDate(), date.getHours()].join(' ')
for (const [language, written, read, strictly] of [
  ['es', '5 de mayo de 2028', '2028 5 5 12', '2028 5 5 12'],
  ['en', 'May 5, 2027', '2027 5 5 12', '2027 5 5 12'],
  ['es', 'mayo 5, 2027', '2005 5 1 12', null],
  ['es', '5 de mayo del 2028', '2027 5 5 12', '2027 5 5 12'],
  ['es', '5 de mayo de 2028 a las 3 de la tarde', '2028 5 5 3', '2028 5 5 3'],
]) {
  const { parseDate, parse, strict } = chrono[language]
  const date = hour(parseDate(written, asked)), exact = hour(strict.parseDate(written, asked))
  console.log(`${written} -> ${date}, strictly ${exact}; taken from: ${parse(written, asked)[0].text}`)
  assert.deepStrictEqual([date, exact], [read, strictly])
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
