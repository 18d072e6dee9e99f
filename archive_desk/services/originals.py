"""Where originals and what is derived from them lie, for the services that read their bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.other_files import FileKind
from archive_desk.domain.sentences import Sentence
from archive_desk.media.copying import Advance, Digests
from archive_desk.media.vault import FolderVault, StoreFailed, Vault, Verification
from archive_desk.paths import QUARANTINE, ArchiveFolder
from archive_desk.services.desk import Desk

_BESIDE = "beside"


def vault_of(desk: Desk) -> Vault:
    """The vault of an open archive. `vault_of(desk).locate(footage.path)` is the file to read."""
    return FolderVault(desk.folder.vault, desk.office.archive_id)


class BesideOriginals:
    """Files beside the originals in the archive's folder, stored and read as the vault does it.

    Paths are those of `OtherFile`. What was set aside may lie on the vault's disk.
    """

    def __init__(self, folder: ArchiveFolder) -> None:
        """Work in `folder`."""
        self._folder = folder
        self._store = FolderVault(folder.root)

    def _place(self, path: str) -> tuple[FolderVault, str]:
        area, _, rest = path.partition("/")
        vault = self._folder.vault_elsewhere
        if vault is not None and area == FileKind.QUARANTINE.area:
            elsewhere = f"{QUARANTINE}/{rest}"
            if not self._store.locate(path).exists():
                return FolderVault(vault), elsewhere
        return self._store, path

    def locate(self, path: str) -> Path:
        """The file itself."""
        store, place = self._place(path)
        return store.locate(place)

    def verify(self, path: str, expected: Digests, advance: Advance) -> Verification:
        """Read a file again and compare it with its record."""
        store, place = self._place(path)
        return store.verify(place, expected, advance)

    def receive(self, source: Path, path: str, advance: Advance) -> Digests:
        """Store a file, flushed and read back; nothing is replaced.

        Raises:
            SourceFailed: the source could not be read.
            StoreFailed: it could not be written, `StoreFull` for want of room.
            Cancelled: from `advance`.
        """
        store, place = self._place(path)
        return store.receive(source, place, advance, with_sm3=False)

    def discard(self, path: str) -> None:
        """Take a file away that must not stay."""
        store, place = self._place(path)
        store.discard(place)

    @contextmanager
    def filling(self) -> Iterator[None]:
        """Be the only one who stores anything here; what was cut off is cleared away.

        Raises:
            Busy: somebody else does.
            Unavailable: the folder cannot be written.
        """
        with self._store.filling(_BESIDE):
            self._store.sweep()
            yield


@dataclass(frozen=True)
class VaultStanding:
    """Where the vault is and how it stands; `trouble` says why it cannot be used, if so."""

    place: Path
    room_bytes: int = 0
    trouble: Sentence | str = ""


def vault_standing(desk: Desk) -> VaultStanding:
    """How the vault stands now. A share that hangs lets this wait."""
    vault, place = vault_of(desk), desk.folder.vault
    try:
        vault.require_presence()
        return VaultStanding(place, vault.room_bytes())
    except StoreFailed as error:
        return VaultStanding(place, trouble=error.message)


def picture_path(folder: ArchiveFolder, sha256: str) -> Path:
    """Where the small picture (JPEG) of an original lies, if one could be made of it.

    Pictures can be made again from the originals at any time; a missing one is no loss.
    """
    return folder.derived / "pictures" / sha256[:2] / f"{sha256}.jpg"
