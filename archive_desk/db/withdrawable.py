"""Rows that somebody states and somebody may withdraw: read with both names beside them."""

from typing import Any

from sqlalchemy import Column, Select, Table, select

from archive_desk.db.tables.office import people


def with_names(table: Table, author: Column[Any], taker: Column[Any]) -> Select[Any]:
    """All of `table`, with `by` and `taker`: who stated a row, and who took it back, if anybody.

    `author` and `taker` are its columns that point to people.
    """
    takers = people.alias("takers")
    return (
        select(table, people.c.name.label("by"), takers.c.name.label("taker"))
        .outerjoin(people, people.c.id == author)
        .outerjoin(takers, takers.c.id == taker)
    )
