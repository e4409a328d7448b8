#!/usr/bin/env bash
# A bot lists what is left before an exam in Markdown, "- [x] Safety" and "- [ ] Layout"; slackify-markdown
# converts it for Slack.
#
# A good guess: the boxes stay as they were typed, like a table, which Slack does not support either; or they
#   become symbols, as telegramify-markdown makes them for Telegram. Plain Markdown would leave "[x] Safety".
# What happens: both boxes are gone and both lines are plain bullets, so done and open tasks look the same. The
#   library reads task lists (GitHub's Markdown) but writes the items without their state.
# Version: slackify-markdown 4.5.0. Its README does not mention task lists; no issue found.
# Who is hurt: anyone who sends checklists, or a language model's answers, to Slack: people take an open task for
#   a done one.
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
