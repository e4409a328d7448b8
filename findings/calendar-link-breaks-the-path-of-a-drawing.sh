#!/usr/bin/env bash
# An exam's calendar entry says where its drawings are, S:\nims\exam. calendar-link writes the .ics file, and
# ical.js reads it.
#
# A good guess: the path is unchanged. iCalendar requires a backslash to be doubled. calendar-link writes line
#   breaks in the description as \n, so it knows about escaping.
# What happens: the backslash stays single, so readers take the \n of \nims for a line break: "S:", and "ims\exam"
#   on the next line. ical.js and icalendar 7.3.2 agree on this. ical.js also refuses an all-day entry of
#   calendar-link, because its DTSTART has a date without saying so (VALUE=DATE).
# Versions: calendar-link 2.11.5, ical.js 2.2.1. Its pull request 179 (2020) mentions only commas and semicolons.
# Who is hurt: anyone who offers "add to my calendar" for entries with a path, a formula or a name with a
#   backslash, or for all-day entries.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'calendar-link@2.11.5' 'ical.js@2.2.1'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ICAL from 'ical.js'

const { ics } = createRequire(import.meta.url)('calendar-link')
for (const name of ['calendar-link', 'ical.js']) {
  console.log(name, JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version)
}
const written = (event) => decodeURIComponent(ics(event)).replace(/^data:[^,]*,/, '')
const read = (text) => new ICAL.Event(new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent'))
const exam = { title: 'Exam', start: '2026-05-01T09:00:00-05:00', duration: [2, 'hour'] }
const description = (text) => read(written({ ...exam, description: text })).description
assert.strictEqual(description('Room 5\nBring an ID'), 'Room 5\nBring an ID')
console.log(JSON.stringify(description('S:\\nims\\exam')))
assert.strictEqual(description('S:\\nims\\exam'), 'S:\nims\\exam')
const day = written({ title: 'Exams', start: '2026-05-01', allDay: true })
console.log(day.match(/DTSTART.*/)[0])
assert.throws(() => read(day).startDate, /invalid date-time value/)
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
