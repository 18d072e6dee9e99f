"""SQLAlchemy's PostgreSQL, made to say what the archive's tables and queries mean elsewhere too.

The tables and queries of `db` are written once. Here their texts sort by code point whatever the
server's locale is (whose changes break indexes), have no longest length, and are compared by LIKE
without regard to the case of Latin letters; whole numbers have 64 bits; nothing sorts before
something.
"""

import re
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Integer, String
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
        said = [self._ordered(each, words) for each in select._order_by_clauses]  # noqa: SLF001
        return f" ORDER BY {', '.join(said)}" if said else ""

    def _ordered(self, clause: Any, words: dict[str, Any]) -> str:
        """One part of an order, and where nothing sorts if there can be nothing.

        It is left out where there cannot: an index serves only the order that it was made in.
        """
        element = clause.element if clause.__visit_name__ == "label_reference" else clause
        stated = getattr(element, "modifier", None) in _NULLS_SAID
        bare, descending = element, False
        while (modifier := getattr(bare, "modifier", None)) is not None:
            descending = descending or modifier is operators.desc_op
            bare = bare.element
        if not getattr(bare, "nullable", True):
            return self.process(element.element if stated else clause, **words)
        if stated:
            return self.process(clause, **words)
        return self.process(clause, **words) + (" NULLS LAST" if descending else " NULLS FIRST")


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


class _Text(String):
    """Text without NUL, which the server cannot hold; labels of pictures sometimes end with it."""

    render_bind_cast = True

    def bind_processor(self, dialect: Any) -> Any:
        return lambda value: value.replace("\x00", "") if isinstance(value, str) else value


class ArchiveDialect(PGDialect_psycopg):
    """PostgreSQL with the archive's meanings."""

    supports_statement_cache = True
    statement_compiler = _Statements
    type_compiler_cls = _Types
    ddl_compiler = _Definitions
    colspecs = {**PGDialect_psycopg.colspecs, Integer: _Whole, String: _Text}  # noqa: RUF012


def plain_numbers(driver: Any, connection: Any) -> None:
    """Have sums come as whole numbers, not as decimals; no table has any."""

    class Plain(driver.adapt.Loader):  # type: ignore[misc]
        def load(self, data: Any) -> int | float:
            number = Decimal(bytes(data).decode())
            return int(number) if number == number.to_integral_value() else float(number)

    connection.adapters.register_loader("numeric", Plain)


registry.register(f"postgresql.{NAME}", __name__, ArchiveDialect.__name__)
