#!/usr/bin/env bash
# Number 2 is revoked in an IETF list (Token Status List) and in a W3C list (Bitstring Status List).
#
# A good guess: both have one bit per credential, compressed and in base64url, so the bits are the same.
# What happens: the IETF library sets the third bit from the right of the first byte (04), and the W3C library
#   sets the third bit from the left (20 in hexadecimal). If each reads the other's bits, number 5 is revoked and
#   number 2 is valid.
# Versions: @sd-jwt/jwt-status-list 0.19.0, @digitalbazaar/bitstring 3.1.0.
# Who is hurt: anyone who serves both kinds from one table of bits, or reads both with one function: there is no
#   error, and the wrong credential is revoked.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" \
  @sd-jwt/jwt-status-list@0.19.0 @digitalbazaar/bitstring@3.1.0 >/dev/null
cat >seen.mjs <<'JS'
import assert from 'node:assert';
import zlib from 'node:zlib';
import {Bitstring} from '@digitalbazaar/bitstring';
import {StatusList} from '@sd-jwt/jwt-status-list';

const entries = Array.from({length: 16}, (_, number) => (number === 2 ? 1 : 0));
const packed = new StatusList(entries, 1).compressStatusList();
const ietf = new Uint8Array(zlib.inflateSync(Buffer.from(packed, 'base64url')));
const list = new Bitstring({length: 16});
list.set(2, true);
const revoked = bytes => {
  const read = new Bitstring({buffer: bytes});
  return entries.map((_, number) => number).filter(number => read.get(number));
};
console.log('IETF bytes', Buffer.from(ietf).toString('hex'), 'W3C bytes', Buffer.from(list.bits).toString('hex'));
console.log('revoked in the IETF list, as the W3C library reads it:', revoked(ietf));
assert.deepEqual([...ietf], [0x04, 0]);
assert.deepEqual([...list.bits], [0x20, 0]);
assert.deepEqual(revoked(ietf), [5]);
assert.deepEqual(revoked(list.bits), [2]);
JS
node seen.mjs || { echo "they behave otherwise now"; exit 1; }
