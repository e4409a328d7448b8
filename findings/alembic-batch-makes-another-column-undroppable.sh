#!/usr/bin/env bash
# On SQLite, a migration changes the type of the column "note" with batch_alter_table. It does not touch the
# column "giver".
#
# A good guess: whatever could be done to "giver" before the migration can still be done after it.
# What happens: Alembic recreates the table, and giver's own "REFERENCES person (id)" becomes a table constraint.
#   ALTER TABLE ... DROP COLUMN giver (op.drop_column) worked before; now SQLite refuses it: 'unknown column
#   "giver" in foreign key definition'.
# Version: Alembic 1.20.1, SQLAlchemy 2.1.9, SQLite of the Python that runs it.
# Who is hurt: anyone who wrote and tested the downgrade "op.drop_column" in an older migration: a later migration
#   of another column breaks it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'alembic==1.20.1' 'sqlalchemy==2.1.9'
cat >"$folder/seen.py" <<'PY'
import sqlite3
import alembic, sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

def dropping_giver(note_changes_first):
    with sa.create_engine("sqlite://").connect() as connection:
        op = Operations(MigrationContext.configure(connection))
        op.execute("CREATE TABLE person (id INTEGER PRIMARY KEY)")
        op.execute("CREATE TABLE award (id INTEGER PRIMARY KEY, note VARCHAR, giver INTEGER REFERENCES person (id))")
        if note_changes_first:
            with op.batch_alter_table("award") as batch:
                batch.alter_column("note", existing_type=sa.String(), type_=sa.Text())
        print(connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'award'").scalar())
        try:
            op.drop_column("award", "giver")
        except sa.exc.OperationalError as error:
            return str(error.orig)
        return "dropped"

print("Alembic", alembic.__version__, "SQLAlchemy", sa.__version__, "SQLite", sqlite3.sqlite_version)
before, after = dropping_giver(False), dropping_giver(True)
print("before:", before, "| after:", after)
assert before == "dropped"
assert 'unknown column "giver" in foreign key definition' in after
PY
"$folder/venv/bin/python" "$folder/seen.py" || { echo "it behaves otherwise now"; exit 1; }
