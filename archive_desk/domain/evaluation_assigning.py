"""Who may review which case, and drawing the reviewers so that everybody gets the same share.

Recusal (回避): nobody reviews a case that he handled, approved or filed, nor one from which he has
declared himself barred, nor one whose recordings name him as their officer.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archive_desk.domain.cases import CaseOfficer
from archive_desk.domain.errors import Refused
from archive_desk.domain.evaluation import Seat
from archive_desk.domain.ids import PersonId, RoundCaseId
from archive_desk.domain.people import Person, Role
from archive_desk.domain.sentences import Sentence, say

_BETWEEN_NAMES = re.compile(r"[\s、，,；;/／()（）]+")


@dataclass(frozen=True)
class CaseHands:
    """Everybody who had a hand in a case: its officers, those who signed, those who filed it.

    `filming` are the officers named on its recordings, by name or certificate; `declared` are
    reviewers who asked to be left out of it.
    """

    id: RoundCaseId
    no: str
    section: str
    officers: tuple[CaseOfficer, ...] = ()
    approvers: frozenset[PersonId] = frozenset()
    clerks: frozenset[PersonId] = frozenset()
    declared: frozenset[PersonId] = frozenset()
    filming: frozenset[str] = frozenset()


def conflict(person: Person, case: CaseHands, *, bar_same_section: bool = False) -> Sentence | None:
    """Why `person` must not review the case; None if nothing stands against it."""
    if any(_is(person, officer) for officer in case.officers):
        return say("是本案承办人")
    if _films(person, case.filming):
        return say("是本案音像的拍摄人")
    if person.id in case.approvers:
        return say("在本案签署过审批意见")
    if person.id in case.clerks:
        return say("登记、整理过本案卷")
    if person.role is Role.UNIT_HEAD and person.section and person.section == case.section:
        return say("是本案执法单位负责人")
    if person.id in case.declared:
        return say("已声明回避")
    if bar_same_section and person.section and person.section == case.section:
        return say("与本案同股室")
    return None


def _is(person: Person, officer: CaseOfficer) -> bool:
    """Whether the officer named in the file is `person`: by account, certificate, or bare name."""
    if officer.person_id is not None:
        return officer.person_id == person.id
    if officer.certificate_no and person.certificate_no:
        return officer.certificate_no == person.certificate_no
    return officer.name == person.name


def _films(person: Person, named: Iterable[str]) -> bool:
    """Whether one of the officers named on recordings is `person`: `王某 012345`, `甲、乙`."""
    own = {person.name, person.account, person.certificate_no} - {""}
    return any(own & set(_BETWEEN_NAMES.split(each)) for each in named)


def require_unbiased(person: Person, case: CaseHands, *, bar_same_section: bool = False) -> None:
    """Refuse a reviewer who must not review the case.

    Raises:
        Refused: with the reason.
    """
    why = conflict(person, case, bar_same_section=bar_same_section)
    if why is not None:
        raise Refused(
            say("{name}{why}，应当回避，不能评查案卷 {no}。", name=person.name, why=why, no=case.no)
        )


@dataclass
class Loads:
    """How many cases each reviewer has, in all and by seat."""

    total: Counter[PersonId] = field(default_factory=Counter)
    by_seat: Counter[tuple[PersonId, Seat]] = field(default_factory=Counter)

    def add(self, person_id: PersonId, seat: Seat) -> None:
        """One case more."""
        self.total[person_id] += 1
        self.by_seat[person_id, seat] += 1


def assign(
    cases: Sequence[CaseHands],
    reviewers: Sequence[Person],
    seed: str,
    *,
    second_review: bool,
    bar_same_section: bool = False,
) -> dict[RoundCaseId, dict[Seat, PersonId]]:
    """Draw the reviewers of each case, so that the work is spread as evenly as recusal allows.

    Among those with the fewest cases the smallest SHA-256 of seed, case and account decides, so
    the drawing can be redone. Cases with the fewest possible reviewers choose first.

    Raises:
        Refused: a case has too few reviewers who are not barred from it.
    """
    allowed = {
        case.id: [
            person
            for person in reviewers
            if conflict(person, case, bar_same_section=bar_same_section) is None
        ]
        for case in cases
    }
    seats = (Seat.FIRST, Seat.SECOND) if second_review else (Seat.FIRST,)
    for case in cases:
        if len(allowed[case.id]) < len(seats):
            raise Refused(
                say(
                    "案卷 {no} 除应当回避的以外只有 {count} 名评查员，至少需要 {needed} 名。"
                    "请增加评查员。",
                    no=case.no,
                    count=len(allowed[case.id]),
                    needed=len(seats),
                )
            )
    loads, found = Loads(), {}
    for case in sorted(cases, key=lambda each: (len(allowed[each.id]), each.no)):
        found[case.id] = _fill(case, allowed[case.id], seats, seed, loads)
    return found


def _fill(
    case: CaseHands, allowed: Sequence[Person], seats: Sequence[Seat], seed: str, loads: Loads
) -> dict[Seat, PersonId]:
    taken: dict[Seat, PersonId] = {}
    for seat in seats:
        free = [person for person in allowed if person.id not in taken.values()]
        chosen = min(
            free,
            key=lambda person: (
                loads.total[person.id],
                loads.by_seat[person.id, seat],
                _lot(seed, case.no, person.account),
            ),
        )
        taken[seat] = chosen.id
        loads.add(chosen.id, seat)
    return taken


def _lot(seed: str, no: str, account: str) -> str:
    return hashlib.sha256(f"{seed}\n{no}\n{account}".encode()).hexdigest()


def loads_of(assigned: Mapping[RoundCaseId, Mapping[Seat, PersonId]]) -> Counter[PersonId]:
    """How many seats each reviewer has."""
    return Counter(person for seats in assigned.values() for person in seats.values())
