"""Where things lie: the files that come with the program, and the folders of this workstation."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_APP_NAME = "archive-desk"

QUARANTINE = ".quarantine"
"""The folder of what was set aside, in a vault that stands by itself."""


def resources() -> Path:
    """The folder of icons, fonts, translations and regulations.

    An installed wheel carries it inside the package; a source checkout has it beside the package.
    """
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def config_folder() -> Path:
    """Where this person's preferences lie; `ARCHIVE_DESK_CONFIG_DIR` overrides it."""
    override = os.environ.get("ARCHIVE_DESK_CONFIG_DIR")
    if override:
        return Path(override)
    return platformdirs.user_config_path(_APP_NAME, appauthor=False)


def log_folder() -> Path:
    """Where this person's log files lie; inside the configuration where that is overridden."""
    if os.environ.get("ARCHIVE_DESK_CONFIG_DIR"):
        return config_folder() / "logs"
    return platformdirs.user_log_path(_APP_NAME, appauthor=False)


@dataclass(frozen=True)
class ArchiveFolder:
    """An archive on disk: one folder, and what of it was put elsewhere.

    `ArchiveFolder(root)` knows the lock and the description; where the vault and the database are
    stands in the description, which `services.description` reads.
    """

    root: Path
    vault_elsewhere: Path | None = None
    database_elsewhere: str = ""

    @property
    def description(self) -> Path:
        """`archive.toml`: which archive this is and where its database and vault are."""
        return self.root / "archive.toml"

    @property
    def database(self) -> Path:
        """The SQLite database, where it is in the folder."""
        return self.root / "archive.sqlite"

    @property
    def database_url(self) -> str:
        """Where the database is, without any password."""
        return self.database_elsewhere or f"sqlite:///{self.database.as_posix()}"

    @property
    def database_file(self) -> Path | None:
        """The file of the database; None where it is on a server."""
        if not self.database_elsewhere:
            return self.database
        kind, _, place = self.database_elsewhere.partition(":///")
        return Path(place) if kind == "sqlite" else None

    @property
    def vault(self) -> Path:
        """Originals, never changed."""
        return self.vault_elsewhere or self.root / "vault"

    @property
    def derived(self) -> Path:
        """Thumbnails and other files that can be made again from the originals."""
        return self.root / "derived"

    @property
    def images(self) -> Path:
        """Disc images."""
        return self.root / "images"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    @property
    def quarantine(self) -> Path:
        """Files that were found to be bad and set aside; none is ever deleted.

        On the disk of the vault, so that setting aside is a rename and needs no room.
        """
        if self.vault_elsewhere is not None:
            return self.vault_elsewhere / QUARANTINE
        return self.root / "quarantine"

    @property
    def quarantine_beside(self) -> Path:
        """Bad files that are no originals, set aside on the disk on which they lay."""
        return self.root / "quarantine"

    @property
    def provided(self) -> Path:
        """What stays here of packages given out: their lists, statements and manifests."""
        return self.root / "provided"

    @property
    def attachments(self) -> Path:
        """Files that people attached to documents and answers, by their digest."""
        return self.root / "attachments"

    @property
    def sittings(self) -> Path:
        """A lock file for everybody who is watching just now."""
        return self.root / "sittings"

    @property
    def lock(self) -> Path:
        """The lock that one open desk holds."""
        return self.root / "desk.lock"

    def holds(self, place: Path) -> bool:
        """Whether `place` is inside of the archive, or is its folder or its vault."""
        there = place.resolve()
        return any(there.is_relative_to(root) for root in self._roots())

    def overlaps(self, place: Path) -> bool:
        """Whether `place` is inside of the archive, or the archive inside of it."""
        there = place.resolve()
        return self.holds(place) or any(root.is_relative_to(there) for root in self._roots())

    def _roots(self) -> tuple[Path, ...]:
        elsewhere = () if self.vault_elsewhere is None else (self.vault_elsewhere.resolve(),)
        return (self.root.resolve(), *elsewhere)
