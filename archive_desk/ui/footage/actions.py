"""What can be done with the recordings chosen: their buttons, menu entries and intentions."""

from collections.abc import Sequence
from enum import StrEnum

from archive_desk.domain.footage import Footage, Kind
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, LoanItem
from archive_desk.domain.people import Person, Right
from archive_desk.ui.intentions import (
    Intention,
    LinkFootage,
    MakeDisc,
    NewCase,
    PlayFootage,
    ReadClockFilm,
    RequestLoan,
)


class Action(StrEnum):
    """Things done with recordings."""

    PLAY = "play"
    LINK = "link"
    NEW_CASE = "new_case"
    DISC = "disc"
    LOAN = "loan"
    CORRECT = "correct"
    EXAMINE = "examine"
    REPAIR = "repair"
    CLOCK_FILM = "clock_film"
    TAKE = "take"
    SET_ASIDE = "set_aside"
    FLAG = "flag"
    COPY_DIGESTS = "copy_digests"


_RIGHTS = {
    Action.LINK: Right.EDIT_CASES,
    Action.NEW_CASE: Right.EDIT_CASES,
    Action.DISC: Right.KEEP_DISCS,
    Action.LOAN: Right.REQUEST_LOAN,
    Action.CORRECT: Right.CORRECT_FOOTAGE,
    Action.EXAMINE: Right.CORRECT_FOOTAGE,
    Action.REPAIR: Right.CORRECT_FOOTAGE,
    Action.CLOCK_FILM: Right.CORRECT_FOOTAGE,
    Action.SET_ASIDE: Right.CORRECT_FOOTAGE,
}

_PLAYS = {Kind.VIDEO, Kind.AUDIO}


def may(action: Action, actor: Person) -> bool:
    """Whether `actor` is ever allowed to do this by himself."""
    if action is Action.FLAG:
        # The clerk flags; who signs for the office lifts.
        return actor.may(Right.CORRECT_FOOTAGE) or actor.may(Right.SIGN)
    return action not in _RIGHTS or actor.may(_RIGHTS[action])


def actions_for(chosen: Sequence[Footage], actor: Person) -> list[Action]:
    """What `actor` may try with `chosen`, the usual first."""
    return [action for action in Action if may(action, actor) and _fits(action, chosen)]


def _fits(action: Action, chosen: Sequence[Footage]) -> bool:
    if not chosen:
        return False
    if action is Action.PLAY:
        return any(item.kind is not Kind.SIDECAR for item in chosen)
    if action is Action.FLAG:
        return True
    if action is Action.SET_ASIDE:
        return not any(item.cases for item in chosen)
    if action is Action.CORRECT:
        return len(chosen) == 1
    if action is Action.EXAMINE:
        return any(item.kind is not Kind.SIDECAR for item in chosen)
    if action is Action.REPAIR:
        return len(chosen) == 1 and chosen[0].kind in _PLAYS and chosen[0].media.health.faulty
    if action is Action.CLOCK_FILM:
        return len(chosen) == 1 and chosen[0].kind is Kind.VIDEO
    if action is Action.TAKE:
        return len(chosen) == 1 and chosen[0].take is not None
    return True


def intention_for(
    action: Action, chosen: Sequence[Footage], beside: Sequence[FootageId] = ()
) -> Intention | None:
    """What another screen is asked for; `beside` plays after the first. None: done here."""
    ids = tuple(item.id for item in chosen)
    if action is Action.PLAY:
        playable = tuple(item.id for item in chosen if item.kind is not Kind.SIDECAR)
        playlist = playable if len(playable) > 1 else tuple(beside)
        return PlayFootage(playable[0], playlist=playlist)
    if action is Action.LINK:
        return LinkFootage(ids)
    if action is Action.NEW_CASE:
        return NewCase(ids)
    if action is Action.DISC:
        return MakeDisc(footage_ids=ids)
    if action is Action.CLOCK_FILM:
        return ReadClockFilm(chosen[0].id)
    if action is Action.LOAN:
        items = (LoanItem(ItemKind.FOOTAGE, item.id, f"{item.id} {item.name}") for item in chosen)
        return RequestLoan(tuple(items))
    return None
