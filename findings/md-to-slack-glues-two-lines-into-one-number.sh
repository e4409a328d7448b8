#!/usr/bin/env bash
# A setup sheet in Markdown has "Tool 7" and "1200 rpm" on two lines, with a line break in between (two spaces or a
# backslash at the end of the line). md-to-slack converts it for Slack.
#
# A good guess: two lines. The README says that all of the basic syntax of Markdown is supported, and line breaks
#   are part of it. The HTML tag <br> does become a new line.
# What happens: "Tool 71200 rpm". A line break of Markdown becomes nothing, not even a space. Steps below a step
#   suffer as well: "1. Drill" with "- Center" and "- Ream" below it becomes "1. Drill- Center", and "- Ream" is
#   on a line of its own. If two lines are quoted, only the first keeps its ">".
# Version: md-to-slack 1.1.7. No issue found.
# Who is hurt: anyone who sends setup sheets, addresses or a language model's answers to Slack: numbers at the ends
#   of two lines become one number.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'md-to-slack@1.1.7'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { markdownToSlack } from 'md-to-slack'

const packed = new URL('node_modules/md-to-slack/package.json', import.meta.url)
console.log('md-to-slack', JSON.parse(readFileSync(packed)).version)
for (const [markdown, expected] of [
  ['Tool 7<br>1200 rpm', 'Tool 7\n1200 rpm'],
  ['Tool 7  \n1200 rpm', 'Tool 71200 rpm'],
  ['Tool 7\\\n1200 rpm', 'Tool 71200 rpm'],
  ['1. Drill\n   - Center\n   - Ream\n2. Tap', '1. Drill- Center\n- Ream\n2. Tap'],
  ['> Clamp the part.\n> Zero the tool.', '> Clamp the part.\nZero the tool.'],
]) {
  const seen = markdownToSlack(markdown)
  console.log(JSON.stringify(markdown), '->', JSON.stringify(seen))
  assert.strictEqual(seen, expected)
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
