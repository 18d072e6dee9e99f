"""Where originals and what is derived from them lie, for the services that read their bytes."""

from dataclasses import dataclass
from pathlib import Path

from archive_desk.domain.sentences import Sentence
from archive_desk.media.vault import FolderVault, StoreFailed, Vault
from archive_desk.paths import ArchiveFolder
from archive_desk.services.desk import Desk


def vault_of(desk: Desk) -> Vault:
    """The vault of an open archive. `vault_of(desk).locate(footage.path)` is the file to read."""
    return FolderVault(desk.folder.vault, desk.office.archive_id)


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
