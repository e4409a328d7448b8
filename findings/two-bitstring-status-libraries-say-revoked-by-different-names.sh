#!/usr/bin/env bash
# Two JavaScript libraries with the same name and the same function, checkStatus, check one revoked credential.
#
# A good guess: the fork answers in the same form as the original, so results[0].status says whether the bit is
#   set.
# What happens: @digitalbazaar's returns { status: true, verified: true }, where "verified" means that the check
#   could be made. @digitalcredentials' returns no "status", and its "verified" means the opposite: false for a
#   revoked credential and true for a good one. Code that reads results[0].status takes a revoked credential for a
#   good one, because it is undefined there. Code that reads "verified" does the same with the original's answer.
# Versions: @digitalbazaar/vc-bitstring-status-list 2.0.1, @digitalcredentials/vc-bitstring-status-list 1.0.0.
# Who is hurt: anyone who changes from one to the other: revoked badges are shown as valid, without an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" \
  @digitalbazaar/vc-bitstring-status-list@2.0.1 @digitalcredentials/vc-bitstring-status-list@1.0.0 >/dev/null
cat >seen.mjs <<'JS'
import assert from 'node:assert';
import * as original from '@digitalbazaar/vc-bitstring-status-list';
import * as fork from '@digitalcredentials/vc-bitstring-status-list';

const address = 'https://issuer.example.org/status/1';
const list = await original.createList({length: 131072});
list.setStatus(7, true);
const published = {
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: address,
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: 'did:web:issuer.example.org',
  credentialSubject: {
    id: `${address}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation',
    encodedList: await list.encode()}};
const documentLoader = async url => {
  assert.equal(url, address);
  return {contextUrl: null, documentUrl: url, document: published};
};
const held = index => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  type: ['VerifiableCredential'],
  issuer: 'did:web:issuer.example.org',
  credentialSubject: {id: 'did:example:holder'},
  credentialStatus: {
    id: `${address}#${index}`, type: 'BitstringStatusListEntry', statusPurpose: 'revocation',
    statusListIndex: String(index), statusListCredential: address}});
const told = {};
for (const [name, library] of [['digitalbazaar', original], ['digitalcredentials', fork]]) {
  for (const [index, what] of [[7, 'revoked'], [8, 'good']]) {
    const answer = await library.checkStatus({
      credential: held(index), documentLoader, suite: [],
      verifyBitstringStatusListCredential: false, verifyMatchingIssuers: true});
    const first = answer.results?.[0] ?? {};
    told[`${name} ${what}`] = {overall: answer.verified, status: first.status, verified: first.verified};
  }
}
console.log(told);
assert.deepEqual(told['digitalbazaar revoked'], {overall: true, status: true, verified: true});
assert.deepEqual(told['digitalbazaar good'], {overall: true, status: false, verified: true});
assert.deepEqual(told['digitalcredentials revoked'], {overall: false, status: undefined, verified: false});
assert.deepEqual(told['digitalcredentials good'], {overall: true, status: undefined, verified: true});
JS
node seen.mjs || { echo "they behave otherwise now"; exit 1; }
