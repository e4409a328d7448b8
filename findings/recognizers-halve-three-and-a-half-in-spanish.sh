#!/usr/bin/env bash
# A person writes a size or a time in Spanish words, "tres y medio" (3.5); Microsoft's recognizers read the
# number.
#
# A good guess: 3.5. They read "two and a half" in English as 2.5, and "3 1/2" in Spanish correctly.
# What happens: 1.5. They multiply the number by the half: "dos y medio" is 1 and "treinta y dos y medio" is 16.
#   "uno y tres cuartos" is 1, and the Portuguese "três e meio" is 1.5. The whole text is reported as one number,
#   with no sign of doubt.
# Version: @microsoft/recognizers-text-suite 1.3.1. Known: pull request 2810 (2021) fixed this in the .NET
#   sources, and 3023 (2022) in the Python sources, but not in the npm package.
# Who is hurt: bots that ask for sizes, hours or scores in Spanish (botbuilder-dialogs 4.23.3 reads numbers with
#   it): they get a number that is too small, and no error.
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
for (const [culture, text, value] of [
  ['en-us', 'two and a half', '2.5'], ['es-es', '3 1/2', '3,5'],
  ['es-es', 'tres y medio', '1,5'], ['es-mx', 'tres y medio', '1,5'], ['es-es', 'dos y medio', '1'],
  ['es-es', 'treinta y dos y medio', '16'], ['es-es', 'uno y tres cuartos', '1'], ['pt-br', 'três e meio', '1,5'],
]) {
  const found = recognizers.recognizeNumber(text, culture)
  console.log(culture, text, '->', JSON.stringify(found.map((each) => [each.text, each.resolution.value])))
  assert.deepStrictEqual(found.map((each) => [each.text, each.resolution.value]), [[text, value]])
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
