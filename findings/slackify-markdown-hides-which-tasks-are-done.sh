#!/usr/bin/env bash
# A bot writes what is left before an exam in Markdown, "- [x] Safety" and "- [ ] Layout"; slackify-markdown
# converts it for Slack.
#
# A good guess: the boxes stay as they are typed, as a table does, which Slack has not either; or they become signs,
#   as telegramify-markdown makes them for Telegram. Plain Markdown would leave "[x] Safety".
# What happens: both boxes are gone, and both lines are plain bullets: done and not done look alike. The library
#   reads task lists (GitHub's Markdown) and writes the items without their state.
# Version: slackify-markdown 4.5.0. Its README does not speak of them; no issue found.
# Who is hurt: whoever sends check lists, or a model's answers, to Slack: people take an open task for a done one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'slackify-markdown@4.5.0'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const library = createRequire(import.meta.url)('slackify-markdown')
const slackifyMarkdown = library.default ?? library
const packed = new URL('node_modules/slackify-markdown/package.json', import.meta.url)
console.log('slackify-markdown', JSON.parse(readFileSync(packed)).version)
const converted = (text) => {
  console.log(JSON.stringify(text), '->', JSON.stringify(slackifyMarkdown(text)))
  return slackifyMarkdown(text)
}
assert.strictEqual(converted('- [x] Safety\n- [ ] Layout'), converted('- [ ] Safety\n- [x] Layout'))
assert.strictEqual(converted('- [x] Safety\n- [ ] Layout'), converted('- Safety\n- Layout'))
assert.match(converted('| Exam |\n|---|\n| Safety |'), /^\| Exam/)
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
