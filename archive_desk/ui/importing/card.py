"""One card on the screen: its listing, what is ticked, and what was seen of it so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtGui import QPixmap

from archive_desk.domain.arrivals import Found, Glance, Listing, left_on_card
from archive_desk.domain.device_time import Start, settle_start
from archive_desk.ui.zones import zone


@dataclass
class Card:
    """A card that was scanned. Files are told apart by their raw path."""

    listing: Listing
    chosen: set[bytes] = field(default_factory=set)
    seen: dict[bytes, Glance | None] = field(default_factory=dict)
    pictures: dict[bytes, QPixmap] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.choose_usual(again=False)

    def choose_usual(self, *, again: bool) -> None:
        """Tick everything wanted; `again` tells whether also what was taken in before."""
        wanted = self.listing.wanted
        self.chosen = {item.raw for item in wanted if again or item.known_as is None}

    def toggle(self, items: Iterable[Found]) -> bool:
        """Tick files, or untick them where all were ticked; whether there was anything to tick."""
        raws = {item.raw for item in items if item.skipped is None}
        if raws <= self.chosen:
            self.chosen -= raws
        else:
            self.chosen |= raws
        return bool(raws)

    @property
    def chosen_listing(self) -> Listing:
        """The listing with everything that is not ticked left on the card."""
        return left_on_card(self.listing, frozenset(self.chosen))

    @property
    def chosen_files(self) -> tuple[Found, ...]:
        """The files that are ticked."""
        return tuple(item for item in self.listing.wanted if item.raw in self.chosen)

    @property
    def chosen_bytes(self) -> int:
        """The size of what is ticked."""
        return sum(item.size_bytes for item in self.chosen_files)

    @property
    def known(self) -> int:
        """How many files were taken in before."""
        return sum(item.known_as is not None for item in self.listing.wanted)

    @property
    def unreadable(self) -> int:
        """How many files and folders could not even be listed."""
        return sum(item.unreadable for item in self.listing.found)

    @property
    def skipped(self) -> int:
        """How many files stay on the card by rule."""
        return len(self.listing.found) - len(self.listing.wanted) - self.unreadable

    @property
    def devices(self) -> tuple[str, ...]:
        """The recorders that wrote the files."""
        return _distinct(item.recognised.device for item in self.listing.wanted)

    @property
    def officers(self) -> tuple[str, ...]:
        """The officers' numbers on the files."""
        return _distinct(item.recognised.officer for item in self.listing.wanted)

    def start_of(self, item: Found) -> Start:
        """When a file began, by all that is known of it so far."""
        glance = self.seen.get(item.raw)
        if glance is not None:
            return glance.start
        return settle_start(item.recognised.claims, length=None, zone=zone(), now=datetime.now(UTC))

    def duration_ms(self, item: Found) -> int | None:
        """How long a file is, if it was looked into."""
        glance = self.seen.get(item.raw)
        return None if glance is None else glance.facts.duration_ms


def _distinct(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({number for number in numbers if number}))
