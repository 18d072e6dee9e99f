"""A process at the lending counter: random people do random things with random requests.

    python -m tests.proofs.counter ARCHIVE SEED ACTS > done

One JSON line for each act: what was tried, on which request, and whether it was done, refused or
came too late. Anything else ends the process with its trace.
"""

import json
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

from archive_desk.db import footage as recordings
from archive_desk.domain.errors import Conflict, InvalidInput, Refused
from archive_desk.domain.ids import FootageId, LoanId
from archive_desk.domain.ledger_corrections import Correction
from archive_desk.domain.loan_requests import Particulars
from archive_desk.domain.loans import ItemKind, LoanAct, LoanItem
from archive_desk.domain.people import Person
from archive_desk.domain.sentences import say
from archive_desk.services.access import Accessing
from archive_desk.services.accounts import Accounts
from archive_desk.services.circulating import Circulating
from archive_desk.services.desk import Desk, open_desk
from archive_desk.services.drafting import Drafting
from archive_desk.services.ledger import Ledger
from archive_desk.services.lending import Lending, LoanFilter
from archive_desk.services.loan_wishes import Wish
from archive_desk.services.viewing import Opened, Viewing
from tests.helpers.archives import HandClock, nobody

MOVES = {
    "request": 4,
    "draft": 1,
    "correct": 1,
    "approve": 8,
    "refuse": 1,
    "withdraw": 1,
    "revoke": 1,
    "hand_out": 5,
    "take_back": 4,
    "renew": 2,
    "view": 3,
    "copy": 3,
}
"""What is tried, and how often: enough requests to keep everybody busy, few of them refused."""

RECENT = 12
"""Only the newest requests are worked on, so that two people often want the same one."""


class Desktop:
    """One seeded worker at an open archive."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self._desk = desk
        self._random = random.Random(seed)
        self._people = [p for p in Accounts(desk).everybody(nobody()) if p.account != "admin"]
        self._lending, self._circulating = Lending(desk), Circulating(desk)
        self._access, self._viewing = Accessing(desk), Viewing(desk)
        self._drafting, self._ledger = Drafting(desk), Ledger(desk)
        self._things = _things(self._lending, self._people)

    def act(self) -> dict[str, object]:
        """Try one thing, and tell what came of it."""
        move = self._random.choices(list(MOVES), list(MOVES.values()))[0]
        person = self._random.choice(self._people)
        told: dict[str, object] = {"move": move, "person": person.account}
        try:
            told |= getattr(self, f"_{move}")(person)
            return told | {"end": "done"}
        except (Refused, Conflict, InvalidInput) as error:
            return told | {"end": type(error).__name__.lower()}

    @property
    def _now(self) -> datetime:
        return self._desk.clock()

    def _request(self, person: Person) -> dict[str, object]:
        items = self._random.sample(self._things, self._random.randint(1, 2))
        acts = self._random.sample(list(LoanAct), self._random.randint(1, 2))
        until = self._now + timedelta(days=self._random.randint(1, 20))
        loan = self._lending.request(
            person, acts, items, "随机用途", self._now, until, particulars=self._particulars()
        )
        return {"loan": loan.no}

    def _draft(self, person: Person) -> dict[str, object]:
        """Keep a draft and hand it in, as two acts with others between."""
        items = self._random.sample(self._things, 1)
        until = self._now + timedelta(days=5)
        wish = Wish((LoanAct.VIEW,), items, "草稿", self._now, until, self._particulars())
        draft = self._drafting.save(person, wish)
        if self._random.random() < 0.3:
            self._drafting.discard(person, draft.id)
            return {"loan": ""}
        return {"loan": self._drafting.submit(person, draft.id).no}

    def _particulars(self) -> Particulars:
        return Particulars(uses=self._random.choice((None, 1, 2, 3)))

    def _correct(self, person: Person) -> dict[str, object]:
        line = self._random.randint(1, 400)
        changes = {"purpose": f"更正{self._random.random()}"}
        new = self._ledger.correct(person, line, Correction(changes, "笔误"))
        return {"line": new.no, "corrects": line}

    def _approve(self, person: Person) -> dict[str, object]:
        return {"loan": self._lending.approve(person, self._any(), "同意").no}

    def _refuse(self, person: Person) -> dict[str, object]:
        return {"loan": self._lending.refuse(person, self._any(), "不需要").no}

    def _withdraw(self, person: Person) -> dict[str, object]:
        return {"loan": self._lending.withdraw(person, self._any()).no}

    def _revoke(self, person: Person) -> dict[str, object]:
        return {"loan": self._lending.revoke(person, self._any(), "情况有变").no}

    def _hand_out(self, person: Person) -> dict[str, object]:
        return {"loan": self._circulating.hand_out(person, self._any()).no}

    def _take_back(self, person: Person) -> dict[str, object]:
        return {"loan": self._circulating.take_back(person, self._any(), "完好").no}

    def _renew(self, person: Person) -> dict[str, object]:
        until = self._now + timedelta(days=self._random.randint(5, 40))
        return {"loan": self._circulating.renew(person, self._any(), until).no}

    def _view(self, person: Person) -> dict[str, object]:
        return self._use(person, LoanAct.VIEW)

    def _copy(self, person: Person) -> dict[str, object]:
        return self._use(person, LoanAct.COPY)

    def _use(self, person: Person, act: LoanAct) -> dict[str, object]:
        files = [thing for thing in self._things if thing.kind is ItemKind.FOOTAGE]
        footage = FootageId(self._random.choice(files).item_id)
        access = self._access.ask(person, act, footage)
        if act is LoanAct.VIEW:
            with self._desk.reading() as session:
                opened = Opened(recordings.get(session, footage), Path(), access)
            self._viewing.show(person, opened)
        return {"loan": access.approval, "footage": footage, "grant": access.grant}

    def _any(self) -> LoanId:
        found = self._lending.page(_clerk(self._people), LoanFilter(), 0, RECENT).loans
        if not found:
            raise InvalidInput(say("还没有申请。"))
        return self._random.choice(found).id


def _things(lending: Lending, people: list[Person]) -> list[LoanItem]:
    return [
        thing for kind in ItemKind for thing in lending.candidates(_clerk(people), kind, "", 50)
    ]


def _clerk(people: list[Person]) -> Person:
    return next(person for person in people if person.account == "archivist")


def main(archive: str, seed: str, acts: str) -> None:
    """Work, and print what was done."""
    desk = open_desk(Path(archive), clock=HandClock())
    worker = Desktop(desk, int(seed))
    for _ in range(int(acts)):
        sys.stdout.write(json.dumps(worker.act()) + "\n")
    desk.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
