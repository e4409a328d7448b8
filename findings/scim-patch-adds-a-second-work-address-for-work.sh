#!/usr/bin/env bash
# A school's directory changes a student's work address through SCIM: replace emails[type eq "Work"].value.
#
# A good guess: the address of type "work" is replaced. SCIM compares a type, like most values, without regard to
#   case (RFC 7643: "caseExact" is false unless a schema says otherwise), and attribute names too.
# What happens: the old address stays, and a second one of type "Work" is added. If "userName" is written as
#   "username", it becomes a second attribute next to the old one. If an address is added as primary, the other
#   one stays primary too, although RFC 7644, 3.5.2, makes the server remove that mark. None of these is an error.
# Version: scim-patch 0.8.3.
# Who is hurt: anyone who updates a roster with it: mail goes to an address that is no longer used, a renamed
#   person keeps the old name, and it is left to chance which of two primary addresses counts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent 'scim-patch@0.8.3'
cat >"$folder/seen.mjs" <<'JS'
import assert from 'node:assert'
import { readFileSync } from 'node:fs'
import library from 'scim-patch'

const { version } = JSON.parse(readFileSync(new URL('node_modules/scim-patch/package.json', import.meta.url)))
console.log('scim-patch', version)
const old = { type: 'work', value: 'old@example.org', primary: true }
function patched(operation) {
  const day = new Date('2026-05-01T00:00:00Z')
  const { userName, username, emails } = library.scimPatch({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    meta: { resourceType: 'User', created: day, lastModified: day },
    userName: 'ana.ruiz', emails: [{ ...old }],
  }, [operation])
  console.log(JSON.stringify(operation), '->', JSON.stringify({ userName, username, emails }))
  return { userName, username, emails }
}
const change = (type) => ({ op: 'replace', path: `emails[type eq "${type}"].value`, value: 'new@example.org' })
assert.deepStrictEqual(patched(change('work')).emails, [{ ...old, value: 'new@example.org' }])
assert.deepStrictEqual(patched(change('Work')).emails, [old, { type: 'Work', value: 'new@example.org' }])
const renamed = patched({ op: 'replace', path: 'username', value: 'ana.vega' })
assert.deepStrictEqual([renamed.userName, renamed.username], ['ana.ruiz', 'ana.vega'])
const home = { type: 'home', value: 'home@example.org', primary: true }
assert.deepStrictEqual(patched({ op: 'add', path: 'emails', value: [home] }).emails, [old, home])
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
