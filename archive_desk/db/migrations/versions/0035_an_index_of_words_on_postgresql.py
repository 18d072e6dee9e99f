"""An index of words on PostgreSQL, where FTS5 is not."""

from alembic import op

revision = "0035"
down_revision = "0034"

_PAIRS = """
CREATE FUNCTION footage_pairs(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT part), '{}') FROM (
        SELECT unnest(ARRAY[sign, sign || lead(sign, 1, '') OVER (ORDER BY place)]) AS part
        FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS signs(sign, place)
    ) AS parts
$$
"""


def upgrade() -> None:
    """Single characters and pairs, in a GIN index; see `db.dialects.pairs`."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_PAIRS)
        op.execute("CREATE INDEX footage_search ON footage_words USING gin (footage_pairs(words))")


def downgrade() -> None:
    """Without it words are still found, slowly."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX footage_search")
        op.execute("DROP FUNCTION footage_pairs(text)")
