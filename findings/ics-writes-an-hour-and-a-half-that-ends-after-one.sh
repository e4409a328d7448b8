#!/usr/bin/env bash
# An exam of an hour and a half is added to a calendar with the npm package ics: duration: { hours: 1.5 }.
#
# A good guess: ics refuses 1.5 (it validates its input, and refuses a word), or writes an hour and 30 minutes.
# What happens: it writes DURATION:PT1.5H without an error, although iCalendar allows only whole numbers. ical.js
#   reads one hour, so the exam ends half an hour early; icalendar 7.3.2 for Python reports the text as broken.
#   Both read { minutes: 90 } correctly.
# Versions: ics 3.12.0, ical.js 2.2.1. The README of ics shows whole numbers but does not require them; no issue
#   found.
# Who is hurt: anyone who stores lengths in hours: the room or the proctor is booked for another exam while the
#   first one is still running.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'ics@3.12.0' 'ical.js@2.2.1'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'
import { createEvent } from 'ics'

for (const name of ['ics', 'ical.js']) {
  console.log(name, JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version)
}
function made(duration) {
  const { error, value } = createEvent({ title: 'Exam', start: [2026, 5, 1, 9, 0], startInputType: 'utc', duration })
  const event = error ? null : new ICAL.Event(new ICAL.Component(ICAL.parse(value)).getFirstSubcomponent('vevent'))
  const seen = error ? 'refused' : [value.match(/DURATION:(.*?)\r/)[1], event.endDate.toString()]
  console.log(JSON.stringify(duration), '->', seen)
  return seen
}
assert.deepStrictEqual(made({ minutes: 90 }), ['PT90M', '2026-05-01T10:30:00Z'])
assert.deepStrictEqual(made({ hours: 1.5 }), ['PT1.5H', '2026-05-01T10:00:00Z'])
assert.strictEqual(made({ hours: 'one' }), 'refused')
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
