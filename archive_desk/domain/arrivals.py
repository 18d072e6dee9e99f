"""What comes in: files found on a card or in a folder, what was recognised, what became of them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from archive_desk.domain.device_time import Start
from archive_desk.domain.footage import Batch, Health, Kind, MediaFacts, TimeClaim
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import Sentence, say


class Outcome(StrEnum):
    """What became of one file of an import."""

    PLANNED = "planned"
    IMPORTED = "imported"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    SET_ASIDE = "set_aside"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The outcome in Chinese."""
        return _OUTCOME_TITLES[self]


_OUTCOME_TITLES = {
    Outcome.PLANNED: "待采集",
    Outcome.IMPORTED: "已采集",
    Outcome.DUPLICATE: "重复",
    Outcome.SKIPPED: "跳过",
    Outcome.SET_ASIDE: "暂不采集",
    Outcome.FAILED: "未能采集",
}


@dataclass(frozen=True)
class Identities:
    """The device numbers and officers' numbers this archive already knows."""

    devices: frozenset[str] = frozenset()
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recognised:
    """What a file's name and folders say about it.

    `family` is the key of the naming family, `family_title` the make and `family_layout` the way
    of naming in words, all empty when nothing fitted. `decided_by` tells how device and officer
    were told apart: `pattern`, `register`, `length`, `default`, or empty. `officer` is the number
    the device was given.
    """

    family: str = ""
    family_title: str = ""
    family_layout: str = ""
    device: str = ""
    officer: str = ""
    sequence: int | None = None
    important: bool = False
    claims: tuple[TimeClaim, ...] = ()
    decided_by: str = ""


@dataclass(frozen=True)
class Found:
    """One file on a card or in a folder, seen but not opened.

    `path` is relative to the source, with `/`, as shown; `raw` the same as the file system's bytes,
    which need not be text. `skipped` is why it will be left where it is; None means it is to be
    taken in. `set_aside` tells that a person left it, not a rule; `unreadable` that it could not
    even be listed, so that nobody knows what is lost with it. `known_as` is the footage this very
    file (path, size, time) became before.
    """

    path: str
    raw: bytes
    kind: Kind
    size_bytes: int
    modified_ns: int
    recognised: Recognised = Recognised()
    skipped: Sentence | None = None
    known_as: FootageId | None = None
    set_aside: bool = False
    unreadable: bool = False

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folder it lies in, relative to the source; empty at the top."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True)
class Glance:
    """What a look into a file on its card showed.

    `start` is as it would be recorded; `picture` a small JPEG, empty where there is none.
    """

    facts: MediaFacts
    start: Start
    picture: bytes = b""


@dataclass(frozen=True)
class Listing:
    """What a scan found, in the order in which it should be taken in: recordings first."""

    source: str
    found: tuple[Found, ...]

    @property
    def wanted(self) -> tuple[Found, ...]:
        """The files to take in."""
        return tuple(item for item in self.found if item.skipped is None)

    @property
    def total_bytes(self) -> int:
        """The size of everything to take in."""
        return sum(item.size_bytes for item in self.wanted)


@dataclass(frozen=True)
class Arrival:
    """One line of an import's result: a source file and what became of it.

    `faulty` tells that it was taken in although something is wrong with it; `reason` says what, or
    why it was skipped or failed. `source` is the path as shown, `raw` the very bytes of it.
    """

    source: str
    outcome: Outcome
    size_bytes: int
    reason: Sentence | str = ""
    footage_id: FootageId | None = None
    name: str = ""
    sha256: str = ""
    sm3: str = ""
    faulty: bool = False
    raw: bytes = b""


def left_on_card(listing: Listing, chosen: frozenset[bytes]) -> Listing:
    """The listing when only the files with these raw paths are to be taken in.

    What this archive has taken in before and is not chosen counts as known, the rest as set aside.
    """
    return replace(listing, found=tuple(_left(item, chosen) for item in listing.found))


def _left(item: Found, chosen: frozenset[bytes]) -> Found:
    if item.skipped is not None or item.raw in chosen:
        return item
    if item.known_as is not None:
        return replace(item, skipped=say("此前已采集，本次没有重新读取。"))
    return replace(item, skipped=say("由经办人决定暂不采集。"), set_aside=True)


@dataclass(frozen=True)
class Planned:
    """A file that an import means to take in, as it was written down before the first byte moved.

    `stored` is the path in the vault that it is to have.
    """

    arrival_id: int
    position: int
    found: Found
    stored: str


@dataclass(frozen=True)
class HandOver:
    """What the clerk states about a whole import: who handed in, from where, and if late, why.

    Device, officer and section serve for files that say nothing themselves. `returned_at` with
    `return_reason` starts the hand-in clock at the return to the unit (003 Art. 24).
    """

    device: str = ""
    officer: str = ""
    section: str = ""
    returned_at: datetime | None = None
    return_reason: str = ""


@dataclass(frozen=True)
class HandedItem:
    """One original as a hand-over form lists it. `doubted` speaks of its start."""

    source: str
    kind: Kind
    device: str
    officer: str
    started_at: datetime | None
    duration_ms: int | None
    size_bytes: int
    health: Health
    sha256: str
    sm3: str
    important: bool = False
    doubted: bool = False


@dataclass(frozen=True)
class Receipt:
    """The result of one import: its batch and a line for every file that was seen."""

    batch: Batch
    arrivals: tuple[Arrival, ...] = field(default=())

    def of(self, outcome: Outcome) -> tuple[Arrival, ...]:
        """The lines with this outcome."""
        return tuple(line for line in self.arrivals if line.outcome is outcome)

    @property
    def clean(self) -> bool:
        """Whether nothing failed and nothing that came is damaged."""
        return not any(line.faulty or line.outcome is Outcome.FAILED for line in self.arrivals)

    @property
    def releasable(self) -> bool:
        """Whether everything that matters on the source is in the vault and was read back."""
        left = {Outcome.FAILED, Outcome.PLANNED, Outcome.SET_ASIDE}
        return not any(line.outcome in left for line in self.arrivals)
