"""Queries on the register of enforcement certificates."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from archive_desk.db.tables.cases import certificates
from archive_desk.domain.certificates import Certificate


def keep(session: Session, certificate: Certificate, by: str, at: datetime) -> None:
    """Write what is known of a certificate over what was."""
    session.execute(delete(certificates).where(certificates.c.no == certificate.no))
    session.execute(
        insert(certificates).values(
            no=certificate.no,
            holder=certificate.holder,
            valid_from=certificate.valid_from,
            valid_until=certificate.valid_until,
            noted_at=at,
            noted_by=by,
        )
    )


def of_numbers(session: Session, numbers: Iterable[str]) -> Mapping[str, Certificate]:
    """What is known of some certificates, by number."""
    wanted = sorted({no for no in numbers if no})
    found = _read(session, wanted) if wanted else ()
    return {each.no: each for each in found}


def everything(session: Session) -> Sequence[Certificate]:
    """The whole register, by holder."""
    return _read(session)


def _read(session: Session, numbers: Sequence[str] | None = None) -> Sequence[Certificate]:
    statement = select(certificates).order_by(certificates.c.holder, certificates.c.no)
    if numbers is not None:
        statement = statement.where(certificates.c.no.in_(numbers))
    return [
        Certificate(row.no, row.holder, row.valid_from, row.valid_until)
        for row in session.execute(statement)
    ]
