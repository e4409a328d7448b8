#!/usr/bin/env bash
# A sheet of sizes has inches in sixteenths, Excel's number format "# ?/16". One size is .99 inch; numfmt displays
# it.
#
# A good guess: "1", the nearest sixteenth. SheetJS's formatter (ssf) gives "1" with spaces where the fraction would
#   be, so that the columns stay aligned.
# What happens: "1 16/16", which is two inches. If the fraction rounds up to a whole, numfmt adds one to the whole
#   number and also keeps the fraction: 1.99 is "2 16/16" and 2.995 in 64ths is "3 64/64". A fraction without a
#   fixed denominator has the same fault: .96 in "# ?/?" is "1 1/1". Sizes that do not round up are right.
# Versions: numfmt 4.0.1, ssf 0.11.2. No issue found (humanize has had a similar one, in its own code).
# Who is hurt: anyone who shows sheets in a browser with it: a size just below a whole inch looks one inch too
#   large.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'numfmt@4.0.1' 'ssf@0.11.2'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { format } from 'numfmt'
import ssf from 'ssf'

for (const name of ['numfmt', 'ssf']) {
  const packed = new URL(`node_modules/${name}/package.json`, import.meta.url)
  console.log(name, JSON.parse(readFileSync(packed)).version)
}
for (const [size, pattern, shown, other] of [
  [0.9375, '# ?/16', '15/16', '15/16'], [1.5, '# ?/16', '1 8/16', '1 8/16'],
  [0.99, '# ?/16', '1 16/16', '1'], [1.99, '# ?/16', '2 16/16', '2'],
  [2.995, '# ?/64', '3 64/64', '3'], [0.96, '# ?/?', '1 1/1', '1'],
]) {
  const seen = [format(pattern, size), ssf.format(pattern, size)].map(text => text.trim())
  console.log(size, 'as', pattern, '-> numfmt', seen[0], '| ssf', seen[1])
  assert.deepStrictEqual(seen, [shown, other])
}
JS
node "$folder/seen.mjs" || { echo "they behave otherwise now"; exit 1; }
