"""What may be done with a disc in which state (DA/T 38: built, burned, read back, shelved)."""

from collections.abc import Collection

from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.errors import Refused
from archive_desk.domain.sentences import say

BUILDABLE = frozenset({DiscState.PLANNED, DiscState.BUILT})
BURNABLE = frozenset({DiscState.BUILT})
READABLE = frozenset({DiscState.BURNED, DiscState.VERIFIED, DiscState.SHELVED, DiscState.LENT})
PLACEABLE = frozenset({DiscState.BURNED, DiscState.VERIFIED, DiscState.SHELVED})
MIGRATABLE = frozenset({DiscState.BURNED, DiscState.VERIFIED, DiscState.SHELVED, DiscState.LENT})
RETIRABLE = frozenset(
    {
        DiscState.PLANNED,
        DiscState.BUILT,
        DiscState.BURNED,
        DiscState.VERIFIED,
        DiscState.SHELVED,
    }
)


def require_state(disc: Disc, allowed: Collection[DiscState], deed: str) -> None:
    """Refuse `deed` (what is asked for, in Chinese) unless the disc's state allows it.

    Raises:
        Refused: with the state the disc is in.
    """
    if disc.state not in allowed:
        raise Refused(
            say(
                "光盘 {no} 现在是“{state}”，不能{deed}。",
                no=disc.no,
                state=say(disc.state.label),
                deed=say(deed),
            )
        )


def resting_state(*, burned: bool, verified: bool, location: str) -> DiscState:
    """The state of a disc that is in the house: a place only counts once it was read back."""
    if verified:
        return DiscState.SHELVED if location else DiscState.VERIFIED
    return DiscState.BURNED if burned else DiscState.BUILT
