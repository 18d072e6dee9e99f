"""Where originals and what is derived from them lie, for the services that read their bytes."""

from pathlib import Path

from archive_desk.media.vault import FolderVault, Vault
from archive_desk.paths import ArchiveFolder
from archive_desk.services.desk import Desk


def vault_of(desk: Desk) -> Vault:
    """The vault of an open archive. `vault_of(desk).locate(footage.path)` is the file to read."""
    return FolderVault(desk.folder.vault, desk.office.archive_id)


def picture_path(folder: ArchiveFolder, sha256: str) -> Path:
    """Where the small picture (JPEG) of an original lies, if one could be made of it.

    Pictures can be made again from the originals at any time; a missing one is no loss.
    """
    return folder.derived / "pictures" / sha256[:2] / f"{sha256}.jpg"
