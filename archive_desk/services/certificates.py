"""The register of officers' enforcement certificates (执法证件登记)."""

from collections.abc import Sequence

from archive_desk.db import certificates
from archive_desk.domain.certificates import Certificate, checked_certificate
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.services.desk import Desk


class Certificates:
    """Who holds which certificate, and when it is valid: case files are judged by it."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def note(self, actor: Person, certificate: Certificate) -> Certificate:
        """Write down from when until when a certificate is valid; what was known is replaced.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: something is missing, or it ends before it begins.
        """
        actor.require(Right.EDIT_CASES)
        tidy = checked_certificate(certificate)
        with self._desk.transaction(actor) as work:
            old = certificates.of_numbers(work.session, [tidy.no]).get(tidy.no)
            if old == tidy:
                return tidy
            certificates.keep(work.session, tidy, actor.name, work.at)
            detail: dict[str, object] = {"certificate_no": tidy.no, "name": tidy.holder}
            detail |= {
                "valid_from": tidy.valid_from.isoformat(),
                "valid_until": tidy.valid_until.isoformat(),
            }
            work.journal(Act("case.certificate_noted", f"certificate:{tidy.no}", detail=detail))
        return tidy

    def everything(self, actor: Person) -> Sequence[Certificate]:
        """The whole register, by holder.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return certificates.everything(session)
