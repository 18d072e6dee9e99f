"""A register that is read line by line, corrections by counter-entry, and what came of the use."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_TEXTS = (
    "items",
    "purpose",
    "approvers",
    "condition",
    "effect",
    "remark",
    "words",
)
_NAMES = (
    ("loan_no", 60),
    ("acts", 100),
    ("borrower", 100),
    ("section", 100),
    ("handed_out_by", 100),
    ("returned_to", 100),
)
_MOMENTS = ("handed_out_at", "due_at", "returned_at", "closed_at")


def upgrade() -> None:
    # Not in a batch: the table would be made anew, and its triggers lost.
    op.add_column("ledger", sa.Column("corrects", sa.Integer(), nullable=True))
    op.add_column("ledger", sa.Column("changes", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "ledger_lines",
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.String(length=32), nullable=False),
        *(sa.Column(name, sa.String(length=length), nullable=False) for name, length in _NAMES),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        *(sa.Column(name, sa.String(length=32), nullable=True) for name in _MOMENTS),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("corrected_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["loan_id"], ["loans.id"], name=op.f("fk_ledger_lines_loan_id_loans")
        ),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_ledger_lines")),
    )
    for columns in (("loan_id",), ("registered_at",), ("borrower",), ("section",)):
        op.create_index(op.f(f"ix_ledger_lines_{'_'.join(columns)}"), "ledger_lines", columns)
    standing = ("returned_at", "handed_out_at", "due_at")
    op.create_index(op.f(f"ix_ledger_lines_{'_'.join(standing)}"), "ledger_lines", standing)
    _fill()


def _fill() -> None:
    """Write the lines that the entries make up."""
    closing = "('withdrawn', 'revoked', 'not_backfilled')"
    op.execute(
        f"""
        INSERT INTO ledger_lines (line, loan_id, registered_at, loan_no, acts, borrower, section,
            handed_out_by, returned_to, items, purpose, approvers, condition, effect, remark,
            words, handed_out_at, due_at, returned_at, closed_at, renewals)
        SELECT f.line, f.loan_id, f.at, f.loan_no, f.acts, f.borrower, f.section,
            COALESCE((SELECT o.clerk FROM ledger o
                WHERE o.line = f.line AND o.event = 'handed_out' LIMIT 1), ''),
            COALESCE((SELECT b.clerk FROM ledger b
                WHERE b.line = f.line AND b.event = 'returned' LIMIT 1), ''),
            f.items, f.purpose,
            COALESCE((SELECT a.approvers FROM ledger a
                WHERE a.line = f.line AND a.event = 'backfilled' LIMIT 1), f.approvers),
            COALESCE((SELECT b.remark FROM ledger b
                WHERE b.line = f.line AND b.event = 'returned' LIMIT 1), ''),
            COALESCE((SELECT e.remark FROM ledger e
                WHERE e.line = f.line AND e.event = 'effect' ORDER BY e.no DESC LIMIT 1), ''),
            COALESCE((SELECT c.remark FROM ledger c
                WHERE c.line = f.line AND c.event IN {closing} ORDER BY c.no LIMIT 1), f.remark),
            LOWER(f.loan_no || ' ' || f.items || ' ' || f.borrower || ' ' || f.section || ' '
                || f.purpose || ' ' || f.approvers),
            (SELECT o.at FROM ledger o
                WHERE o.line = f.line AND o.event = 'handed_out' LIMIT 1),
            (SELECT d.due_at FROM ledger d
                WHERE d.line = f.line AND d.due_at IS NOT NULL ORDER BY d.no DESC LIMIT 1),
            (SELECT b.at FROM ledger b
                WHERE b.line = f.line AND b.event = 'returned' LIMIT 1),
            (SELECT c.at FROM ledger c
                WHERE c.line = f.line AND c.event IN {closing} ORDER BY c.no LIMIT 1),
            (SELECT COUNT(*) FROM ledger r WHERE r.line = f.line AND r.event = 'renewed')
        FROM ledger f WHERE f.event = 'registered'
        """
    )


def downgrade() -> None:
    op.drop_table("ledger_lines")
    op.drop_column("ledger", "changes")
    op.drop_column("ledger", "corrects")
