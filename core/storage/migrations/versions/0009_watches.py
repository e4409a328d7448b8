"""Add watches of awards and proofs, also by people who are not on record."""

import sqlalchemy as sa
from alembic import op

from core.storage import types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWNED = ("notice_places", "notice_lanes", "notices")
_STRICT = {"sqlite_strict": True}


def upgrade() -> None:
    _change("notice_places", ("kind",), nullable=True)
    with op.batch_alter_table("notice_places", table_kwargs=_STRICT) as batch_op:
        batch_op.create_check_constraint("kind", "kind IN ('group', 'channel', 'private')")
        batch_op.create_check_constraint("whose", "(kind = 'private') = (person_id IS NULL)")
    _index(
        "uq_notice_places_private", "notice_places", ["platform", "address"], "person_id IS NULL"
    )
    _change("notice_lanes", (), nullable=True)
    _change("notices", (), nullable=True)
    with op.batch_alter_table("notices", table_kwargs=_STRICT) as batch_op:
        batch_op.create_check_constraint("whose", "person_id IS NOT NULL OR place_id IS NOT NULL")
    met: sa.Column[bool] = sa.Column(
        "met_when_made", types.Flag(), server_default=sa.true(), nullable=False
    )
    op.add_column("goal_proofs", met)
    _watches()


def _watches() -> None:
    op.create_table(
        "watches",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=True),
        sa.Column("place_id", _KEY, nullable=True),
        sa.Column("award_id", _KEY, nullable=True),
        sa.Column("proof_id", _KEY, nullable=True),
        sa.Column("met", types.Flag(), nullable=True),
        sa.Column("since", types.Instant(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (place_id IS NULL)", name=op.f("ck_watches_whose")
        ),
        sa.CheckConstraint(
            "(award_id IS NULL) <> (proof_id IS NULL)", name=op.f("ck_watches_of_what")
        ),
        sa.CheckConstraint("(proof_id IS NULL) = (met IS NULL)", name=op.f("ck_watches_met")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_watches_person_id")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["notice_places.id"], name=op.f("fk_watches_place_id")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_watches_award_id")),
        sa.ForeignKeyConstraint(
            ["proof_id"],
            ["goal_proofs.id"],
            name=op.f("fk_watches_proof_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watches")),
        sqlite_strict=True,
    )
    for what in ("award", "proof"):
        for whose in ("person", "place"):
            columns = [f"{what}_id", f"{whose}_id"]
            both = f"{whose}_id IS NOT NULL AND {what}_id IS NOT NULL"
            _index(f"uq_watches_{what}_{whose}", "watches", columns, both)


def _index(name: str, table: str, columns: list[str], which: str) -> None:
    where = sa.text(which)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _change(table: str, checks: tuple[str, ...], *, nullable: bool) -> None:
    """Set whether rows of a table need a person, and remove the checks with these names."""
    with op.batch_alter_table(table, table_kwargs=_STRICT) as batch_op:
        for check in checks:
            batch_op.drop_constraint(op.f(f"ck_{table}_{check}"), type_="check")
        batch_op.alter_column("person_id", existing_type=_KEY, nullable=nullable)


def downgrade() -> None:
    op.drop_table("watches")
    op.drop_column("goal_proofs", "met_when_made")
    for table in reversed(_OWNED):  # deletes only notices to people who are not on record
        op.execute(f"DELETE FROM {table} WHERE person_id IS NULL")  # noqa: S608 - only the table names above
    op.drop_index("uq_notice_places_private", "notice_places")
    _change("notices", ("whose",), nullable=False)
    _change("notice_lanes", (), nullable=False)
    _change("notice_places", ("kind", "whose"), nullable=False)
    with op.batch_alter_table("notice_places", table_kwargs=_STRICT) as batch_op:
        batch_op.create_check_constraint("kind", "kind IN ('group', 'channel')")
