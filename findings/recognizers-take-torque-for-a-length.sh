#!/usr/bin/env bash
# A setup sheet says "torque to 25 ft-lbs" and "feed 5 in/min"; Microsoft's recognizers look for dimensions in it.
#
# A good guess: they find nothing, as with "50 N-m" and "60 rpm", which the library does not know, or they name
#   the whole unit. They find "500 ft/min" as foot per minute.
# What happens: 25 Foot. The unit is cut off at the hyphen: 120 in-lbs is 120 Inch and 25 pound-feet is 25 Pound.
#   5 in/min is 5 Inch, although feet per minute are known.
# Version: @microsoft/recognizers-text-suite 1.3.1. No issue found about torque or feed.
# Who is hurt: anyone who searches or converts what people write: a torque and a feed become lengths, each with a
#   value and a unit.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent '@microsoft/recognizers-text-suite@1.3.1'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import recognizers from '@microsoft/recognizers-text-suite'

const packed = new URL('node_modules/@microsoft/recognizers-text-suite/package.json', import.meta.url)
console.log('@microsoft/recognizers-text-suite', JSON.parse(readFileSync(packed)).version)
for (const [text, expected] of [
  ['50 N-m', []], ['60 rpm', []], ['500 ft/min', ['500', 'Foot per minute']], ['torque to 25 ft-lbs', ['25', 'Foot']],
  ['120 in-lbs', ['120', 'Inch']], ['25 pound-feet', ['25', 'Pound']], ['feed 5 in/min', ['5', 'Inch']],
]) {
  const found = recognizers.recognizeDimension(text, 'en-us').flatMap((each) => [each.resolution.value, each.resolution.unit])
  console.log(text, '->', JSON.stringify(found))
  assert.deepStrictEqual(found, expected)
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
