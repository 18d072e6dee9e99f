"""The life of a disc: attempts to burn it, readings, rounds of checks, its place, its successor.

What was written as a disc's location becomes a place of the tree, its names parted by spaces.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _places()
    _burns()
    _checks()
    _rounds()
    with op.batch_alter_table("discs") as batch_op:
        for name, length in (
            ("brand", 100),
            ("media_batch", 100),
            ("drive", 200),
            ("retired_as", 20),
        ):
            batch_op.add_column(
                sa.Column(name, sa.String(length=length), server_default="", nullable=False)
            )
        batch_op.add_column(sa.Column("retired_at", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("retired_reason", sa.Text(), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_discs_replaces_id"), ["replaces_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_discs_replaces_id_discs"), "discs", ["replaces_id"], ["id"]
        )
    _fill()


def downgrade() -> None:
    with op.batch_alter_table("discs") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_discs_replaces_id_discs"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_discs_replaces_id"))
        for name in (
            "replaces_id",
            "retired_reason",
            "retired_at",
            "retired_as",
            "drive",
            "media_batch",
            "brand",
        ):
            batch_op.drop_column(name)
    for name in ("disc_round_items", "disc_rounds", "disc_checks", "disc_burns", "disc_places"):
        op.drop_table(name)


def _places() -> None:
    op.create_table(
        "disc_places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["disc_places.id"], name=op.f("fk_disc_places_parent_id_disc_places")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disc_places")),
        sa.UniqueConstraint("path", name=op.f("uq_disc_places_path")),
    )
    op.create_index(op.f("ix_disc_places_parent_id"), "disc_places", ["parent_id"])


def _burns() -> None:
    op.create_table(
        "disc_burns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("waste_no", sa.String(length=60), nullable=False),
        sa.Column("drive", sa.Text(), nullable=False),
        sa.Column("drive_name", sa.String(length=200), nullable=False),
        sa.Column("medium_kind", sa.String(length=100), nullable=False),
        sa.Column("brand", sa.String(length=100), nullable=False),
        sa.Column("media_batch", sa.String(length=100), nullable=False),
        sa.Column("speed", sa.Float(), nullable=False),
        sa.Column("operator", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_bytes", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_disc_burns_disc_id_discs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disc_burns")),
    )
    op.create_index(op.f("ix_disc_burns_disc_id"), "disc_burns", ["disc_id"])
    op.create_index(op.f("ix_disc_burns_outcome"), "disc_burns", ["outcome"])


def _checks() -> None:
    op.create_table(
        "disc_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("operator", sa.String(length=100), nullable=False),
        sa.Column("drive", sa.String(length=200), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("bad_sectors", sa.BigInteger(), nullable=False),
        sa.Column("retries", sa.BigInteger(), nullable=False),
        sa.Column("read_ms", sa.BigInteger(), nullable=False),
        sa.Column("speeds", sa.Text(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("finding_count", sa.Integer(), nullable=False),
        sa.Column("appearance", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_disc_checks_disc_id_discs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disc_checks")),
    )
    op.create_index(op.f("ix_disc_checks_disc_id_at"), "disc_checks", ["disc_id", "at"])


def _rounds() -> None:
    op.create_table(
        "disc_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("no", sa.String(length=60), nullable=False),
        sa.Column("drawn_at", sa.String(length=32), nullable=False),
        sa.Column("drawn_by", sa.String(length=100), nullable=False),
        sa.Column("seed", sa.String(length=100), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disc_rounds")),
        sa.UniqueConstraint("no", name=op.f("uq_disc_rounds_no")),
    )
    op.create_table(
        "disc_round_items",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("disc_id", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["check_id"], ["disc_checks.id"], name=op.f("fk_disc_round_items_check_id_disc_checks")
        ),
        sa.ForeignKeyConstraint(
            ["disc_id"], ["discs.id"], name=op.f("fk_disc_round_items_disc_id_discs")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["disc_rounds.id"], name=op.f("fk_disc_round_items_round_id_disc_rounds")
        ),
        sa.PrimaryKeyConstraint("round_id", "disc_id", name=op.f("pk_disc_round_items")),
    )
    op.create_index(op.f("ix_disc_round_items_disc_id"), "disc_round_items", ["disc_id"])


def _fill() -> None:
    bind = op.get_bind()
    bind.execute(sa.text("UPDATE discs SET retired_as = 'scrapped' WHERE state = 'retired'"))
    ids: dict[str, int] = {}
    rows = bind.execute(sa.text("SELECT DISTINCT location FROM discs WHERE location != ''"))
    for location in [row.location for row in rows]:
        names = [name[:60] for name in location.replace("/", " ").split()]
        for depth in range(1, len(names) + 1):
            path = " ".join(names[:depth])
            if path not in ids:
                ids[path] = len(ids) + 1
                bind.execute(
                    sa.text(
                        "INSERT INTO disc_places (parent_id, name, path)"
                        " VALUES (:parent, :name, :path)"
                    ),
                    {
                        "parent": ids.get(" ".join(names[: depth - 1])),
                        "name": names[depth - 1],
                        "path": path,
                    },
                )
        bind.execute(
            sa.text("UPDATE discs SET location = :path WHERE location = :old"),
            {"path": " ".join(names), "old": location},
        )
