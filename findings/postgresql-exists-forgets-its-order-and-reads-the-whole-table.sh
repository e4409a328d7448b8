#!/usr/bin/env bash
# A prepared statement asks whether anything is due. It uses an index on a table in which few rows have a time:
# EXISTS (SELECT 1 FROM queues WHERE next_at <= $1 ORDER BY next_at LIMIT 1).
#
# A good guess: PostgreSQL reads the first entry of the index on next_at, because the statement asks for that
#   order. It does so in the first five runs.
# What happens: inside EXISTS, it drops ORDER BY and LIMIT before it makes the plan. From the sixth run on, it
#   plans without the value of $1 and assumes that a third of all rows match. Its own statistics say that next_at
#   is null in 99.9% of the rows, but it ignores that and expects a match in the first pages. It then reads the
#   whole table. The same query in FROM, with its ORDER BY and LIMIT 1, uses the index.
# Version: PostgreSQL 18.6 (as WebAssembly: npm @electric-sql/pglite 0.5.16); seen in 15 too.
# Who is hurt: anyone who polls a queue table: it is fast in tests and in the first five polls of a connection,
#   and then takes 60 ms each time with a million rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --prefix "$folder" --no-audit --no-fund --silent '@electric-sql/pglite@0.5.16'
cat >"$folder/seen.mjs" <<'JS'
import { PGlite } from '@electric-sql/pglite'
import assert from 'node:assert'

const db = await PGlite.create()
const { rows: [{ server_version }] } = await db.query('SHOW server_version')
console.log('PostgreSQL', server_version)
await db.exec(`
  CREATE TABLE queues (id int PRIMARY KEY, next_at timestamptz);
  CREATE INDEX ON queues (next_at) WHERE next_at IS NOT NULL;
  INSERT INTO queues SELECT i, CASE WHEN i > 99900 THEN timestamptz '2026-01-01' END
    FROM generate_series(1, 100000) i;
  ANALYZE queues;
  PREPARE inside(timestamptz) AS
    SELECT EXISTS (SELECT 1 FROM queues WHERE next_at <= $1 ORDER BY next_at LIMIT 1);
  PREPARE outside(timestamptz) AS
    SELECT 1 FROM (SELECT 1 FROM queues WHERE next_at <= $1 ORDER BY next_at LIMIT 1) AS first;
`)
for (const [name, first, sixth] of [['inside', 'Index', 'Seq Scan'], ['outside', 'Index', 'Index']]) {
  for (const [run, expected] of [[1, first], [2, first], [3, first], [4, first], [5, first], [6, sixth]]) {
    const { rows } = await db.query(`EXPLAIN ANALYZE EXECUTE ${name} ('2026-06-01')`)
    const plan = rows.map((row) => row['QUERY PLAN'])
    const read = plan.find((line) => line.includes('on queues'))
    const removed = plan.find((line) => line.includes('Rows Removed')) ?? ''
    if (run === 1 || run === 6) console.log(name, 'run', run, read.trim(), removed.trim())
    assert(read.includes(expected))
  }
}
JS
node "$folder/seen.mjs" || { echo "it behaves otherwise now"; exit 1; }
