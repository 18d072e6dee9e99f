"""Random people do random things with real requests: never an act without a grant, nothing lost."""

import shutil
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive_desk.db import footage, lending
from archive_desk.db.loan_filter import LoanFilter
from archive_desk.db.loan_items import disc_state
from archive_desk.domain.discs import DiscState
from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.ledger_corrections import Correction
from archive_desk.domain.loan_requests import Particulars, Urgency
from archive_desk.domain.loans import ItemKind, Loan, LoanAct, LoanState
from archive_desk.domain.people import Person
from archive_desk.services.access import Access, Accessing
from archive_desk.services.drafting import Drafting
from archive_desk.services.ledger import Ledger
from archive_desk.services.loan_wishes import Wish
from archive_desk.services.viewing import Opened, Viewing
from archive_desk.services.volumes import Volumes
from tests.services.test_lending import counter_at

PEOPLE = st.sampled_from(
    ["officer", "officer2", "archivist", "unit_head", "leader", "agency_head", "reviewer"]
)
ACTS = st.lists(st.sampled_from(list(LoanAct)), min_size=1, max_size=2, unique=True)
THINGS = st.lists(st.sampled_from(["case", "disc", "footage", "volume"]), min_size=1, max_size=2)
WHICH = st.integers(0, 5)
LENT_THINGS = {ItemKind.CASE, ItemKind.DISC, ItemKind.VOLUME}


class Counter(RuleBasedStateMachine):
    """One office under 003, which alone lets what is urgent be used first."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="archive-desk-counter-"))
        self.counter = counter_at(self._folder / "archive", "jinpu")
        desk, clerk = self.counter.office.desk, self.counter.office["archivist"]
        volume = Volumes(desk).register(clerk, "2026-001", 1)
        held = self.counter.holdings
        self.things = {
            "case": held.case,
            "disc": held.disc,
            "footage": held.footage,
            "volume": self.counter.lending.item(clerk, ItemKind.VOLUME, volume.no),
        }
        self.opened: dict[int, int] = {}

    def teardown(self) -> None:
        self.counter.office.desk.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def loans(self) -> list[Loan]:
        with self.counter.office.desk.reading() as session:
            return list(lending.page(session, LoanFilter(), 0, 10_000))

    def one(self, which: int) -> Loan | None:
        loans = self.loans()
        return loans[which % len(loans)] if loans else None

    def person(self, account: str) -> Person:
        return self.counter.office[account]

    @initialize(account=PEOPLE, acts=ACTS, things=THINGS)
    def begin(self, account: str, acts: list[LoanAct], things: list[str]) -> None:
        self.ask(account, acts, things, None, Urgency.ORDINARY)

    @rule(
        account=PEOPLE,
        acts=ACTS,
        things=THINGS,
        uses=st.sampled_from([None, 1, 2]),
        urgency=st.sampled_from(list(Urgency)),
    )
    def ask(
        self,
        account: str,
        acts: list[LoanAct],
        things: list[str],
        uses: int | None,
        urgency: Urgency,
    ) -> None:
        now = self.counter.now
        items = [self.things[thing] for thing in dict.fromkeys(things)]
        wish = Wish(
            tuple(acts), items, "办案", now, now + timedelta(days=3), Particulars("", urgency, uses)
        )
        drafting = Drafting(self.counter.office.desk)
        with suppress(ArchiveDeskError):
            draft = drafting.save(self.person(account), wish)
            drafting.submit(self.person(account), draft.id)

    @rule(which=WHICH)
    def sign_as_wanted(self, which: int) -> None:
        """The right people sign, so that requests get somewhere at all."""
        loan = self.one(which)
        roles = {"unit_head": "unit_head", "leader_in_charge": "leader"}
        if loan is not None and loan.next_step is not None:
            signer = self.person(roles[loan.next_step.role.value])
            with suppress(ArchiveDeskError):
                self.counter.lending.approve(signer, loan.id, "同意")

    @rule(
        account=PEOPLE,
        which=WHICH,
        verb=st.sampled_from(["approve", "refuse", "send_back", "revoke"]),
    )
    def decide(self, account: str, which: int, verb: str) -> None:
        loan = self.one(which)
        if loan is not None:
            with suppress(ArchiveDeskError):
                getattr(self.counter.lending, verb)(self.person(account), loan.id, "意见")

    @rule(account=PEOPLE, which=WHICH)
    def withdraw(self, account: str, which: int) -> None:
        loan = self.one(which)
        if loan is not None:
            with suppress(ArchiveDeskError):
                self.counter.lending.withdraw(self.person(account), loan.id)

    @rule(
        account=st.sampled_from(["archivist", "archivist", "officer"]),
        which=WHICH,
        verb=st.sampled_from(["hand_out", "hand_out", "take_back", "renew", "recall", "release"]),
    )
    def circulate(self, account: str, which: int, verb: str) -> None:
        loan, person = self.one(which), self.person(account)
        further = ("理由",) if verb in {"recall", "release"} else ()
        if loan is not None:
            with suppress(ArchiveDeskError):
                getattr(self.counter.circulating, verb)(person, loan.id, *further)

    @rule(account=PEOPLE)
    def look(self, account: str) -> None:
        desk, person = self.counter.office.desk, self.person(account)
        for each in (self.counter.holdings.in_case, self.counter.holdings.alone):
            with suppress(Refused):
                access = Accessing(desk).ask(person, LoanAct.VIEW, each)
                self.check(person, access)
                with desk.reading() as session:
                    opened = Opened(footage.get(session, each), Path(), access)
                Viewing(desk).show(person, opened)
                if access.grant is not None:
                    self.opened[access.grant] = self.opened.get(access.grant, 0) + 1

    @rule(line=st.integers(1, 6))
    def correct(self, line: int) -> None:
        book = Ledger(self.counter.office.desk)
        with suppress(ArchiveDeskError):
            book.correct(self.person("archivist"), line, Correction({"purpose": "更正"}, "笔误"))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.counter.office.clock.forward(hours=hours)

    @invariant()
    def nothing_is_done_without_a_grant(self) -> None:
        desk = self.counter.office.desk
        for account in ("officer", "officer2", "agency_head"):
            for act in (LoanAct.VIEW, LoanAct.COPY):
                with suppress(Refused):
                    found = Accessing(desk).ask(
                        self.person(account), act, FootageId(self.counter.holdings.in_case)
                    )
                    self.check(self.person(account), found)

    def check(self, person: Person, access: Access) -> None:
        if access.grant is None:
            return
        loan = next(each for each in self.loans() if each.no == access.approval)
        grant = next(each for each in loan.grants if each.id == access.grant)
        assert loan.applicant_id == person.id
        assert access.act in loan.acts
        assert not grant.spent
        assert grant.valid_from <= self.counter.now < grant.valid_until
        assert loan.revoked_at is None
        if loan.state is LoanState.SUBMITTED:
            assert loan.release is not None
            assert self.counter.now < loan.release.due_at
        else:
            assert loan.state in {LoanState.APPROVED, LoanState.LENT}
            signers = [step.signer_id for step in loan.steps]
            assert None not in signers
            assert len({*signers, loan.applicant_id}) == len(signers) + 1

    @invariant()
    def no_thing_is_out_twice_nor_lost(self) -> None:
        out = [
            (item.kind, item.item_id)
            for loan in self.loans()
            if loan.state is LoanState.LENT and LoanAct.BORROW in loan.acts
            for item in loan.still_out
        ]
        assert len(out) == len(set(out))
        assert {kind for kind, _ in out} <= LENT_THINGS
        disc = self.things["disc"]
        with self.counter.office.desk.reading() as session:
            lent = disc_state(session, disc) is DiscState.LENT
        assert lent is ((disc.kind, disc.item_id) in out)

    @invariant()
    def uses_are_counted_and_the_register_agrees(self) -> None:
        for loan in self.loans():
            for grant in loan.grants:
                assert grant.used == self.opened.get(grant.id, 0)
                assert grant.uses is None or grant.used <= grant.uses
        assert Ledger(self.counter.office.desk).disagreements() == []


Counter.TestCase.settings = settings(
    max_examples=6,
    stateful_step_count=18,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
TestCounter = Counter.TestCase
