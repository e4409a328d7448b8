#!/usr/bin/env bash
# A test center scans the bar code (PDF417) of an Ontario driver's license to check a name before an exam.
#
# A good guess: born May 7, 2004, valid until 2099. The README says "US and Canadian", and the parser does report
#   "Canada".
# What happens: born in August of the year 508, and expired. In this format (AAMVA's), the United States write
#   month, day, year, and Canada writes year, month, day. The library reads every date in the American order, so
#   it takes 20 as the month, which runs over into the next year.
# Version: aamva-parser 1.7.0 (npm). Its README does not mention the order; no issue found.
# Who is hurt: anyone who checks IDs with it: every Canadian license is refused as expired, with an age of 1,500.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'aamva-parser@1.7.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { parse } = createRequire(import.meta.url)('aamva-parser')
const packed = new URL('node_modules/aamva-parser/package.json', import.meta.url)
console.log('aamva-parser', JSON.parse(readFileSync(packed)).version)
// Fictional people; 636012 is Ontario's number, 636015 that of Texas.
function seen(issuer, country, born, ends) {
  const person = { DCS: 'VEGA', DAC: 'ANA', DBB: born, DBA: ends, DAQ: '00000000', DCG: country }
  const fields = Object.entries(person).map(([name, value]) => name + value).join('\n')
  const length = String(fields.length + 3).padStart(4, '0')
  const code = `@\n\x1e\rANSI ${issuer}080001DL0031${length}DL${fields}\r`
  const { dateOfBirth, expired, country: named } = parse(code)
  console.log(named, dateOfBirth.toISOString(), 'expired:', expired)
  return [named, dateOfBirth.getUTCFullYear(), dateOfBirth.getUTCMonth() + 1, expired]
}
assert.deepStrictEqual(seen('636015', 'USA', '05072004', '05072099'), ['United States', 2004, 5, false])
assert.deepStrictEqual(seen('636012', 'CAN', '20040507', '20990507'), ['Canada', 508, 8, true])
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
