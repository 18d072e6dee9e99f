"""SQLAlchemy's PostgreSQL, made to say what the archive's tables and queries mean elsewhere too.

The tables and queries of `db` are written once. Here their texts sort by code point whatever the
server's locale is (whose changes break indexes), have no longest length, and are compared by LIKE
without regard to the case of Latin letters; whole numbers have 64 bits; nothing sorts before
something.
"""

import re
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Integer
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.base import PGDDLCompiler, PGTypeCompiler
from sqlalchemy.dialects.postgresql.psycopg import PGCompiler_psycopg, PGDialect_psycopg
from sqlalchemy.sql import operators

NAME = "archivedesk"
"""The name of this variant of the dialect, after the `+` of a URL."""

_NULLS_SAID = (operators.nulls_first_op, operators.nulls_last_op)


class _Statements(PGCompiler_psycopg):
    def visit_like_op_binary(self, binary: Any, operator: Any, **words: Any) -> str:
        said: str = self.visit_ilike_op_binary(binary, operator, **words)  # type: ignore[no-untyped-call]
        return said

    def visit_not_like_op_binary(self, binary: Any, operator: Any, **words: Any) -> str:
        said: str = self.visit_not_ilike_op_binary(binary, operator, **words)  # type: ignore[no-untyped-call]
        return said

    def order_by_clause(self, select: Any, **words: Any) -> str:
        said = [
            self.process(each, **words) + _nulls(each)
            for each in select._order_by_clauses  # noqa: SLF001
        ]
        return f" ORDER BY {', '.join(said)}" if said else ""


def _nulls(clause: Any) -> str:
    """Where nothing sorts, if there can be nothing: an index serves one order only."""
    element, descending = getattr(clause, "element", clause), False
    while (modifier := getattr(element, "modifier", None)) is not None:
        if modifier in _NULLS_SAID:
            return ""
        descending = descending or modifier is operators.desc_op
        element = element.element
    if not getattr(element, "nullable", True) or getattr(element, "name", "") == "count":
        return ""
    return " NULLS LAST" if descending else " NULLS FIRST"


class _Types(PGTypeCompiler):
    def visit_VARCHAR(self, type_: Any, **words: Any) -> str:  # noqa: N802
        return _text("VARCHAR", words)

    def visit_TEXT(self, type_: Any, **words: Any) -> str:  # noqa: N802
        return _text("TEXT", words)

    def visit_INTEGER(self, type_: Any, **words: Any) -> str:  # noqa: N802
        return "BIGINT"


def _text(name: str, words: dict[str, Any]) -> str:
    return f'{name} COLLATE "C"' if _defines_column(words) else name


def _defines_column(words: dict[str, Any]) -> bool:
    """Whether a type is that of a column being made, and not one of a cast."""
    return isinstance(words.get("type_expression"), Column)


class _Definitions(PGDDLCompiler):
    def get_column_specification(self, column: Any, **words: Any) -> str:
        said: str = super().get_column_specification(column, **words)  # type: ignore[no-untyped-call]
        return re.sub(r" SERIAL\b", " BIGSERIAL", said)


class _Whole(Integer):
    """A whole number that the driver gives the width it needs, instead of 32 bits."""

    render_bind_cast = False


class ArchiveDialect(PGDialect_psycopg):
    """PostgreSQL with the archive's meanings."""

    supports_statement_cache = True
    statement_compiler = _Statements
    type_compiler_cls = _Types
    ddl_compiler = _Definitions
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _Whole}  # noqa: RUF012


def plain_numbers(driver: Any, connection: Any) -> None:
    """Have sums come as whole numbers, not as decimals; no table has any."""

    class Plain(driver.adapt.Loader):  # type: ignore[misc]
        def load(self, data: Any) -> int | float:
            number = Decimal(bytes(data).decode())
            return int(number) if number == number.to_integral_value() else float(number)

    connection.adapters.register_loader("numeric", Plain)


registry.register(f"postgresql.{NAME}", __name__, ArchiveDialect.__name__)
