"""Every copy that the desk knows of some recordings: found, and deleted one by one."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import batches, carriers, other_files
from archive_desk.domain.destruction import (
    CarryingDisc,
    CopyKind,
    DestructionItem,
    KnownCopy,
)
from archive_desk.domain.ids import FootageId
from archive_desk.domain.other_files import FileKind
from archive_desk.media.destroying import destroy_file
from archive_desk.media.mirror import MirrorFolder, bag_lists
from archive_desk.paths import QUARANTINE
from archive_desk.services.desk import Desk
from archive_desk.services.import_record import bag_record
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.originals import vault_of

_DERIVED = (("pictures", ".jpg"), ("frames", ".json"), ("strips", ".strip"))
_OF_THE_MIRROR = "mirror/"
_OF_THE_ARCHIVE = "archive/"
_SET_ASIDE, _IMAGES = FileKind.QUARANTINE.area, FileKind.IMAGE.area


class Copies:
    """The copies of recordings, wherever the desk keeps any."""

    def __init__(self, desk: Desk) -> None:
        """Look in `desk`, its mirror and its register of discs."""
        self._desk = desk
        self._vault = vault_of(desk)
        mirror, folder = Mirroring(desk).folder()
        self._mirror: MirrorFolder | None = None if mirror is None else folder

    @property
    def mirror_wanting(self) -> bool:
        """Whether there is a mirror that is not connected."""
        return self._mirror is not None and not self._mirror.present

    def known(
        self, session: Session, items: Sequence[DestructionItem], discs: Sequence[CarryingDisc]
    ) -> list[KnownCopy]:
        """All of them, item by item, the original of each first."""
        ids = [item.footage_id for item in items]
        needed = carriers.digests_still_needed(
            session, [item.sha256 for item in items], {int(each) for each in ids}
        )
        repaired: dict[FootageId, list[str]] = {}
        for number, path in carriers.repairs_of(session, ids):
            repaired.setdefault(number, []).append(path)
        found: list[KnownCopy] = []
        for item in items:
            number = item.footage_id
            found.append(KnownCopy(number, CopyKind.VAULT, item.path))
            if self._mirror is not None:
                found.append(KnownCopy(number, CopyKind.MIRROR, item.path))
            places = [] if item.sha256 in needed else _derived_places(item.sha256)
            places += repaired.get(number, [])
            found += [KnownCopy(number, CopyKind.DERIVED, place) for place in places]
            for place in self._aside(item):
                found.append(KnownCopy(number, CopyKind.QUARANTINE, place))
                if self._mirror is not None and place.startswith(_OF_THE_ARCHIVE):
                    copied = f"{_SET_ASIDE}/{place.removeprefix(_OF_THE_ARCHIVE)}"
                    found.append(KnownCopy(number, CopyKind.MIRROR, copied))
        images = carriers.images_of(session, [disc.disc_id for disc in discs])
        for file in images.values():
            found.append(KnownCopy(ids[0], CopyKind.IMAGE, file))
            if self._mirror is not None:
                found.append(KnownCopy(ids[0], CopyKind.MIRROR, f"{_IMAGES}/{file}"))
        return found

    def _aside(self, item: DestructionItem) -> Iterator[str]:
        """Bad copies that were set aside; their names tell where they lay."""
        bag, _, rest = item.path.partition("/")
        prefix = f"{bag}_{rest.rpartition('/')[2]}."
        places = [(_OF_THE_ARCHIVE, self._desk.folder.quarantine)]
        if self._mirror is not None:
            places.append((_OF_THE_MIRROR, self._mirror.root / QUARANTINE))
        for where, folder in places:
            if folder.is_dir():
                names = sorted(entry.name for entry in folder.iterdir())
                yield from (where + name for name in names if name.startswith(prefix))

    def destroy(self, copy: KnownCopy) -> bool:
        """Delete one; False where it was gone already.

        Raises:
            Damaged: it is not what or where it should be; nothing was deleted.
            StoreFailed: its disk is not connected, or refuses.
        """
        match copy.kind:
            case CopyKind.VAULT:
                return self._vault.destroy(copy.place)
            case CopyKind.MIRROR:
                return self._mirror.destroy(copy.place) if self._mirror is not None else False
            case CopyKind.DERIVED:
                return self._delete(self._desk.folder.derived, copy.place)
            case CopyKind.IMAGE:
                return self._delete(self._desk.folder.images, copy.place)
            case CopyKind.QUARANTINE:
                return self._destroy_aside(copy.place)

    def _destroy_aside(self, place: str) -> bool:
        if place.startswith(_OF_THE_ARCHIVE):
            name = place.removeprefix(_OF_THE_ARCHIVE)
            gone = self._delete(self._desk.folder.quarantine, name)
            with self._desk.transaction(None) as work:
                other_files.forget(work.session, [f"{_SET_ASIDE}/{name}"])
            return gone
        if self._mirror is None:
            return False
        self._mirror.require()
        return self._delete(self._mirror.root / QUARANTINE, place.removeprefix(_OF_THE_MIRROR))

    @staticmethod
    def _delete(root: Path, place: str) -> bool:
        return destroy_file(root, root / place)

    # -- the lists of the bags ---------------------------------------------------------------

    def reseal(self, no: str) -> None:
        """Write the lists of a bag anew: what is left, and what was destroyed by which list.

        Raises:
            StoreFailed: the vault or the mirror cannot be written.
        """
        folder = self._vault.locate(no)
        if not (folder / "bag-info.txt").is_file():
            # Not sealed: there is nothing that would be wrong.
            return
        with self._desk.reading() as session:
            batch = batches.get(session, no)
            at = batch.finished_at or batch.started_at
            record = bag_record(session, batch, self._desk.office, at)
        with self._vault.filling(no):
            self._vault.seal(no, record)
        if self._mirror is not None and self._mirror.present:
            self._mirror.write_lists(no, bag_lists(folder))


def _derived_places(sha256: str) -> list[str]:
    return [f"{kind}/{sha256[:2]}/{sha256}{suffix}" for kind, suffix in _DERIVED]
