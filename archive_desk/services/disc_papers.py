"""Papers that go with discs: the face and the contents list as PDF."""

from pathlib import Path

from archive_desk.db import discs
from archive_desk.domain.disc_catalogue import DiscCatalogue
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import disc_contents, disc_face, sheet
from archive_desk.forms.disc_face import FaceOptions
from archive_desk.services.desk import Desk
from archive_desk.services.disc_material import of_disc

__all__ = ["DiscPapers", "FaceOptions"]


class DiscPapers:
    """Prints what belongs to a disc."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def face(
        self, actor: Person, no: str, target: Path, options: FaceOptions | None = None
    ) -> Path:
        """Write the disc face label of a disc to the PDF file `target`.

        Raises:
            Refused: `actor` does not keep discs.
            NotFound: there is no such disc.
            Unavailable: the file cannot be written.
        """
        catalogue = self._catalogue(actor, no)
        return self._write(actor, catalogue, target, disc_face.render(catalogue, options), "face")

    def contents(self, actor: Person, no: str, target: Path) -> Path:
        """Write the contents list of a disc to the PDF file `target`.

        Raises: as `face`.
        """
        catalogue = self._catalogue(actor, no)
        at = self._desk.clock().astimezone(self._desk.office.zone)
        form = disc_contents.sheet(catalogue, operator=actor.name, at=at)
        return self._write(actor, catalogue, target, sheet.render(form), "contents")

    def _catalogue(self, actor: Person, no: str) -> DiscCatalogue:
        actor.require(Right.KEEP_DISCS)
        with self._desk.reading() as session:
            return of_disc(session, self._desk, discs.get(session, no)).catalogue

    def _write(
        self, actor: Person, catalogue: DiscCatalogue, target: Path, pdf: bytes, what: str
    ) -> Path:
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            item = f"disc:{catalogue.disc.no}"
            work.journal(Act("disc.printed", item, detail={"form": what, "file": str(target)}))
        return target
