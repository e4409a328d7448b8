#!/usr/bin/env bash
# An exam in a calendar has a reminder 15 minutes before. ical-js-parser reads the file (toJSON) and writes it again
# (toString); ical.js reads the result.
#
# A good guess: the reminder is still within the exam. The README shows "alarms" as a part of an event, and says that
#   an event can be written in the same form in which it was read.
# What happens: the end of the event, which the parser keeps as a property like any other, is written first, and the
#   reminder follows it. ical.js finds an exam without a reminder, and a reminder that belongs to no event. Neither
#   library reports an error. The result also has two lines that the file never had, ":" and "E:EN".
# Version: ical-js-parser 0.7.4, ical.js 2.2.1. No issue found.
# Who is hurt: anyone who changes a calendar file with it: people are no longer reminded of their exams.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'ical-js-parser@0.7.4' 'ical.js@2.2.1'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import ICAL from 'ical.js'

const parser = createRequire(import.meta.url)('ical-js-parser').default
for (const name of ['ical-js-parser', 'ical.js']) {
  const packed = new URL(`node_modules/${name}/package.json`, import.meta.url)
  console.log(name, JSON.parse(readFileSync(packed)).version)
}
const file = [
  'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Example//Exams//EN', 'BEGIN:VEVENT', 'UID:1@example.org',
  'DTSTAMP:20260501T000000Z', 'DTSTART:20260501T140000Z', 'DTEND:20260501T150000Z', 'SUMMARY:Exam', 'BEGIN:VALARM',
  'ACTION:DISPLAY', 'TRIGGER:-PT15M', 'DESCRIPTION:Exam', 'END:VALARM', 'END:VEVENT', 'END:VCALENDAR', '',
].join('\r\n')
const reminders = (text) => {
  const calendar = new ICAL.Component(ICAL.parse(text))
  const exam = calendar.getFirstSubcomponent('vevent')
  return { exam: exam.getAllSubcomponents('valarm').length, calendar: calendar.getAllSubcomponents('valarm').length }
}
const read = parser.toJSON(file)
const written = parser.toString(read)
console.log(written)
console.log('reminders before', reminders(file), 'and after', reminders(written))
assert.deepStrictEqual([read.errors, read.events[0].alarms.length], [[], 1])
assert.deepStrictEqual(reminders(file), { exam: 1, calendar: 0 })
assert.deepStrictEqual(reminders(written), { exam: 0, calendar: 1 })
assert.match(written, /SUMMARY:Exam\n:\nEND:VEVENT\nE:EN\nBEGIN:VALARM/)
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
