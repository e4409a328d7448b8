#!/usr/bin/env bash
# A school's directory changes a student's work address by SCIM: replace emails[type eq "Work"].value.
#
# A good guess: the address of type "work" is replaced. In SCIM a type, like most values, is compared without
#   regard to case (RFC 7643: "caseExact" is false unless a schema says otherwise), and so are names of attributes.
# What happens: the old address stays, and a second one of type "Work" is added. "userName" written as
#   "username" becomes a second attribute beside the old one. An address that is added as primary leaves
#   the other one primary too, though RFC 7644, 3.5.2, has the server take that mark away. No error in any.
# Version: scim-patch 0.8.3.
# Who is hurt: whoever keeps a roster by it: mail goes to the address that was given up, a renamed person
#   keeps the old name, and which of two primary addresses counts is left to chance.
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
