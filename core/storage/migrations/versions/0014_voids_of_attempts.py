"""Split each void without an attempt number into one void for each attempt of its day."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "INSERT INTO results (candidate_id, exam_code, taken_on, attempt, outcome) "
        "SELECT DISTINCT r.candidate_id, r.exam_code, r.taken_on, r.attempt, 'void' "
        "FROM results r JOIN results v ON v.candidate_id = r.candidate_id "
        "AND v.exam_code = r.exam_code AND v.taken_on = r.taken_on "
        "AND v.outcome = 'void' AND v.attempt = 0 "
        "WHERE r.attempt > 0 AND r.outcome <> 'void' AND NOT EXISTS ("
        "SELECT 1 FROM results w WHERE w.candidate_id = r.candidate_id "
        "AND w.exam_code = r.exam_code AND w.taken_on = r.taken_on "
        "AND w.attempt = r.attempt AND w.outcome = 'void')"
    )


def downgrade() -> None:
    """Keep the separate voids, because together they mean the same as one void of their day."""
