"""Moments as numbers inside the database, so that it can subtract and compare them itself."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class milliseconds(FunctionElement[int]):  # noqa: N801  # named as functions of SQL are
    """Milliseconds since 1970 of a `Moment` column."""

    type = BigInteger()
    inherit_cache = True

    def __init__(self, moment: ColumnElement[Any]) -> None:
        """Of the column `moment`."""
        super().__init__(moment)


@compiles(milliseconds)
def _in_sqlite(element: milliseconds, compiler: Any, **words: Any) -> str:
    inner = compiler.process(element.clauses, **words)
    return f"CAST(ROUND((julianday({inner}) - 2440587.5) * 86400000) AS INTEGER)"


@compiles(milliseconds, "postgresql")
def _in_postgresql(element: milliseconds, compiler: Any, **words: Any) -> str:
    inner = compiler.process(element.clauses, **words)
    return f"CAST(EXTRACT(EPOCH FROM CAST({inner} AS timestamptz)) * 1000 AS BIGINT)"
