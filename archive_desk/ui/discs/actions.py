"""What a person can do with a disc, as far as the window offers it."""

from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.discs import Disc, DiscState
from archive_desk.domain.people import Person, Right


class Action(StrEnum):
    """Buttons and menu entries of a disc."""

    BUILD = "build"
    BURN = "burn"
    VERIFY = "verify"
    REGISTER = "register"
    READ_BACK = "read_back"
    PLACE = "place"
    PRINT = "print"
    MIGRATE = "migrate"
    SHOW_FILE = "show_file"
    RETIRE = "retire"


@dataclass(frozen=True)
class Offer:
    """What is offered: the next step, what may stand beside it, and the rest in a menu."""

    first: Action | None = None
    beside: tuple[Action, ...] = ()
    more: tuple[Action, ...] = ()

    @property
    def all(self) -> tuple[Action, ...]:
        """Everything offered."""
        return ((self.first,) if self.first else ()) + self.beside + self.more


_PAPERS = (Action.PRINT,)
_LATER = (Action.MIGRATE, Action.SHOW_FILE, Action.RETIRE)
_OFFERS = {
    DiscState.PLANNED: Offer(Action.BUILD, (), (*_PAPERS, Action.RETIRE)),
    DiscState.BUILT: Offer(
        Action.REGISTER,
        (Action.VERIFY,),
        (*_PAPERS, Action.SHOW_FILE, Action.BUILD, Action.RETIRE),
    ),
    DiscState.BURNED: Offer(
        Action.READ_BACK,
        (Action.PLACE,),
        (*_PAPERS, Action.VERIFY, *_LATER),
    ),
    DiscState.VERIFIED: Offer(Action.PLACE, (Action.READ_BACK,), (*_PAPERS, *_LATER)),
    DiscState.SHELVED: Offer(None, (Action.READ_BACK, Action.PLACE), (*_PAPERS, *_LATER)),
    DiscState.LENT: Offer(None, (Action.READ_BACK,), _PAPERS),
    DiscState.RETIRED: Offer(None, (), _PAPERS),
}


_WITH_DRIVE = Offer(
    Action.BURN,
    (Action.REGISTER,),
    (Action.VERIFY, *_PAPERS, Action.SHOW_FILE, Action.BUILD, Action.RETIRE),
)
"""For an image, on a workstation that has a drive."""


def offer_for(disc: Disc, actor: Person, *, drives: bool = False) -> Offer:
    """What is of use to `actor`; whether a verb is allowed, the service decides."""
    if not actor.may(Right.KEEP_DISCS):
        return Offer()
    return _WITH_DRIVE if drives and disc.state is DiscState.BUILT else _OFFERS[disc.state]
