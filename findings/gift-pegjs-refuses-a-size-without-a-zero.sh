#!/usr/bin/env bash
# A quiz for Moodle (GIFT format) asks for a depth, and the answer is written as on an American drawing, ".5" with a
# tolerance of ".001": {#.5:.001}. gift-pegjs reads the file.
#
# A good guess: the number .5 with the range .001, as for {#0.5:0.001}. Moodle's importer takes every number that
#   PHP does (is_numeric, in its source), and so ".5". gift-pegjs accepts "+0.5", and ".5" as a choice, {=.5 ~.25}.
# What happens: it refuses the whole file, including the good questions in it. A number needs a digit before the
#   point: in the answer, in the tolerance and in a range. The message does not mention numbers. It lists the forms
#   of answers and says that "#" (or ":") was found.
# Version: gift-pegjs 1.0.2. Its issue 55 (fixed) was about negative numbers; no issue found about this.
# Who is hurt: teachers of machining who check quizzes in an editor that uses it, such as the extension vscode-gift:
#   it reports an error in a good file, and does not say which number to change.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'gift-pegjs@1.0.2'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import gift from 'gift-pegjs'

const packed = new URL('node_modules/gift-pegjs/package.json', import.meta.url)
console.log('gift-pegjs', JSON.parse(readFileSync(packed)).version)
const quiz = answer => `Is G90 absolute? {T}\n\nHow deep is the slot? ${answer}\n\n`
for (const answer of ['{#0.5:0.001}', '{#+0.5}', '{#-0.5}', '{#0.499..0.501}', '{=.5 ~.25}']) {
  const read = gift.parse(quiz(answer))
  console.log(answer, '->', read.map(question => question.type).join(', '))
  assert.strictEqual(read.length, 2)
}
for (const answer of ['{#.5}', '{#.5:.001}', '{#0.5:.001}', '{#-.5}', '{#.499...501}']) {
  assert.throws(() => gift.parse(quiz(answer)), refused => {
    console.log(answer, '->', refused.name, '...', refused.message.slice(-12))
    return refused.name === 'SyntaxError' && !/digit|number/i.test(refused.message)
  })
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
