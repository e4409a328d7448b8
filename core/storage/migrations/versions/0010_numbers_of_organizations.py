"""Add candidate numbers per organization, terms of classes, and holders' names in awards."""

import sqlalchemy as sa
from alembic import op

from core.names import sort_name
from core.storage import types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 10_000


def _key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, types.Key, nullable=nullable)


def upgrade() -> None:
    _people()
    _candidate_numbers()
    _agreements()
    for name in ("term", "section"):
        op.add_column("rosters", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.drop_index("uq_rosters_organisation_folded", table_name="rosters")
    op.create_index("ix_rosters_organisation_folded", "rosters", ["organisation_id", "folded"])
    _reference("results", "organisation_id", "organisations")
    op.add_column("awards", sa.Column("holder", sa.Text(), nullable=True))
    _reference("awards", "duplicate_of", "awards")
    _held("revoked_on IS NULL AND duplicate_of IS NULL")
    op.execute(
        "UPDATE awards SET holder = (SELECT trim(given_name || ' ' || family_name) FROM people "
        "WHERE people.id = awards.candidate_id)"
    )


def _people() -> None:
    with op.batch_alter_table("people", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_constraint("uq_people_number", type_="unique")
        batch_op.add_column(sa.Column("nims_number", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("sort_name", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("display_name", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column("family_first", types.Flag(), server_default=sa.false(), nullable=False)
        )
        batch_op.create_unique_constraint("uq_people_nims_number", ["nims_number"])
        batch_op.create_index("ix_people_number", ["number"])
        batch_op.create_index("ix_people_sort_name", ["sort_name"])
    people = sa.table(
        "people",
        sa.column("id", types.Key),
        sa.column("given_name", sa.Text),
        sa.column("family_name", sa.Text),
        sa.column("sort_name", sa.Text),
    )
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(
        sa.select(people.c.id, people.c.given_name, people.c.family_name)
        .where(people.c.id > last)
        .order_by(people.c.id)
        .limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        connection.execute(
            people.update()
            .where(people.c.id == sa.bindparam("its_id"))
            .values(sort_name=sa.bindparam("key")),
            [{"its_id": row[0], "key": sort_name(row[1], row[2])} for row in rows],
        )


def _candidate_numbers() -> None:
    op.create_table(
        "candidate_numbers",
        _key("organisation_id"),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("bare", sa.Text(), nullable=False),
        _key("person_id"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_candidate_numbers_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_candidate_numbers_person_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_candidate_numbers")),
        sqlite_strict=True,
    )
    op.execute(
        "INSERT INTO candidate_numbers (organisation_id, number, bare, person_id) "
        "SELECT DISTINCT roles.organisation_id, people.number, ltrim(people.number, '0'), "
        "people.id FROM people JOIN roles ON roles.person_id = people.id "
        "WHERE people.number IS NOT NULL"
    )
    for column in ("number", "bare", "person_id"):
        op.create_index(f"ix_candidate_numbers_{column}", "candidate_numbers", [column])


def _agreements() -> None:
    op.create_table(
        "agreements",
        _key("person_id"),
        _key("organisation_id"),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("agreed_at", types.Instant(), nullable=False),
        sa.CheckConstraint("what IN ('roster', 'results')", name=op.f("ck_agreements_known")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_agreements_person_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_agreements_organisation_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", "what", name=op.f("pk_agreements")),
        sqlite_strict=True,
    )


def _reference(table: str, name: str, target: str) -> None:
    kind = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {name} {kind} "
        f"CONSTRAINT fk_{table}_{name} REFERENCES {target} (id)"
    )


def _held(where: str) -> None:
    op.drop_index("uq_awards_held", table_name="awards")
    op.create_index(
        "uq_awards_held",
        "awards",
        ["candidate_id", "credential_code"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def downgrade() -> None:
    _held("revoked_on IS NULL")
    op.drop_column("awards", "duplicate_of")
    op.drop_column("awards", "holder")
    op.drop_column("results", "organisation_id")
    op.drop_index("ix_rosters_organisation_folded", table_name="rosters")
    op.create_index(
        "uq_rosters_organisation_folded", "rosters", ["organisation_id", "folded"], unique=True
    )
    for name in ("section", "term"):
        op.drop_column("rosters", name)
    op.drop_table("agreements")
    op.drop_table("candidate_numbers")
    with op.batch_alter_table("people", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_index("ix_people_sort_name")
        batch_op.drop_index("ix_people_number")
        batch_op.drop_constraint("uq_people_nims_number", type_="unique")
        for name in ("family_first", "display_name", "sort_name", "nims_number"):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint("uq_people_number", ["number"])
