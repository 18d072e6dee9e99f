"""Two processes at one archive: no act lost, none doubled, and all registers tell the same."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from archive_desk.domain.journal import Entry
from archive_desk.domain.ledger import LineState
from archive_desk.domain.loans import Loan, LoanAct, LoanState
from archive_desk.services.journalling import JournalFilter, Journalling
from archive_desk.services.ledger import Ledger, LedgerFilter
from archive_desk.services.lending import Lending, LoanFilter
from tests.helpers.archives import Office, staffed_office
from tests.helpers.holdings import holdings
from tests.helpers.sources import ROOT

VERBS = {
    "request": "loan.requested",
    "draft": "loan.requested",
    "approve": "loan.signed",
    "refuse": "loan.refused",
    "withdraw": "loan.withdrawn",
    "revoke": "loan.revoked",
    "hand_out": "loan.handed_out",
    "take_back": "loan.returned",
    "renew": "loan.renewed",
}
"""What the journal says for each act that was done."""

CHART = {
    ("", "requested"): "submitted",
    ("submitted", "signed"): "submitted",
    ("submitted", "approved"): "approved",
    ("submitted", "refused"): "refused",
    ("submitted", "withdrawn"): "withdrawn",
    ("approved", "withdrawn"): "withdrawn",
    ("approved", "revoked"): "revoked",
    ("approved", "handed_out"): "lent",
    ("lent", "renewed"): "lent",
    ("lent", "revoked"): "lent",
    ("lent", "returned"): "returned",
}
"""The life of a request, written down here a second time on purpose."""

STANDING = {
    LoanState.APPROVED: LineState.WAITING,
    LoanState.WITHDRAWN: LineState.CLOSED,
    LoanState.REVOKED: LineState.CLOSED,
    LoanState.RETURNED: LineState.RETURNED,
}
OVER = {LoanState.WITHDRAWN, LoanState.REVOKED, LoanState.RETURNED}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = staffed_office(tmp_path / "archive")
    for number in range(1, 7):
        holdings(office, f"2026-{number:03}")
    yield office
    office.desk.close()


@pytest.mark.parametrize(
    "acts", [pytest.param(160, id="sample"), pytest.param(5000, id="full", marks=pytest.mark.proof)]
)
def test_two_processes_lose_and_double_nothing(office: Office, tmp_path: Path, acts: int) -> None:
    told = _work(tmp_path / "archive", acts, seeds=(1, 2))
    done = [each for each in told if each["end"] == "done"]
    assert len(told) == 2 * acts
    assert len(done) > acts / 10
    entries = _journal(office)
    said = Counter(
        (VERBS[str(d["move"])], str(d["loan"])) for d in done if d["move"] in VERBS and d["loan"]
    )
    assert Counter((e.verb, e.item[5:]) for e in entries if e.verb != "loan.approved") == said
    states = _lives(entries)
    loans = Lending(office.desk).page(office["archivist"], LoanFilter(), 0, 10**6).loans
    assert {loan.no: loan.state.value for loan in loans} == states
    for loan in loans:
        _check_grants(loan)
    _check_register(office, loans)
    _check_uses(done, {loan.no: loan for loan in loans}, office)
    _check_times_of_use(done, loans)


def _work(archive: Path, acts: int, seeds: tuple[int, ...]) -> list[Mapping[str, object]]:
    command = [sys.executable, "-m", "tests.proofs.counter", str(archive)]
    desks = [
        subprocess.Popen(
            [*command, str(seed), str(acts)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        for seed in seeds
    ]
    outputs = [desk.communicate(timeout=3000)[0] for desk in desks]
    assert [desk.returncode for desk in desks] == [0] * len(seeds)
    return [json.loads(line) for output in outputs for line in output.splitlines()]


def _journal(office: Office) -> list[Entry]:
    journal = Journalling(office.desk)
    assert journal.verify().findings == ()
    page = journal.page(office["auditor"], JournalFilter(verb="loan."), 0, 10**6)
    requests = [entry for entry in page.entries if not entry.verb.startswith("loan.draft")]
    return sorted(requests, key=lambda entry: entry.no)


def _lives(entries: list[Entry]) -> dict[str, str]:
    """Replay the journal: every act is drawn in the chart, and nothing is out twice."""
    states: dict[str, str] = {}
    acts: dict[str, object] = {}
    out: dict[str, str] = {}
    for entry in entries:
        no, verb = entry.item[5:], entry.verb[5:]
        states[no] = CHART[states.get(no, ""), verb]
        if verb == "requested":
            acts[no] = entry.detail["acts"]
        if LoanAct.BORROW.value not in str(acts[no]):
            continue
        for item in map(str, list(entry.detail["items"])):  # type: ignore[call-overload]
            if verb == "handed_out":
                assert out.setdefault(item, no) == no
            elif verb == "returned":
                assert out.pop(item) == no
    return states


def _check_times_of_use(done: list[Mapping[str, object]], loans: Sequence[Loan]) -> None:
    """Every opening is counted once, and none is one too many."""
    opened = Counter(d["grant"] for d in done if d["move"] == "view" and d["grant"] is not None)
    for loan in loans:
        for grant in loan.grants:
            assert grant.used == opened.get(grant.id, 0)
            assert grant.uses is None or grant.used <= grant.uses


def _check_grants(loan: Loan) -> None:
    approved = loan.state not in {LoanState.SUBMITTED, LoanState.REFUSED}
    signed = all(step.decision is not None for step in loan.steps)
    wanted = {(act, item.kind, item.item_id) for act in loan.acts for item in loan.items}
    held = [(grant.act, grant.item.kind, grant.item.item_id) for grant in loan.grants]
    assert len(held) == len(set(held))
    assert set(held) == (wanted if approved and signed else set())
    ended = {grant.ended_at is not None for grant in loan.grants}
    assert ended <= {loan.state in OVER or loan.revoked_at is not None}


def _check_register(office: Office, loans: object) -> None:
    lines = Ledger(office.desk).page(office["auditor"], LedgerFilter(), 0, 10**6).lines
    assert Ledger(office.desk).disagreements() == []
    standing = [line for line in lines if line.corrected_by is None]
    by_loan = {line.loan_no: line for line in standing}
    assert len(by_loan) == len(standing)
    assert sorted(line.no for line in lines) == list(range(1, len(lines) + 1))
    for loan in loans:  # type: ignore[attr-defined]
        if not all(step.decision is not None and step.signer for step in loan.steps):
            assert loan.no not in by_loan
        elif loan.state in STANDING:
            assert by_loan[loan.no].state(office.clock()) is STANDING[loan.state]
        elif loan.state is LoanState.LENT:
            line = by_loan[loan.no]
            assert line.state(office.clock()) in {LineState.OUT, LineState.OVERDUE}
            assert (line.due_at, line.renewals) == (loan.due_at, loan.renewals)


def _check_uses(
    done: list[Mapping[str, object]], loans: Mapping[str, Loan], office: Office
) -> None:
    """Whoever looked or copied did so by office, by grant, or as one who was to sign."""
    uses = [each for each in done if each["move"] in {"view", "copy"}]
    assert uses
    for use in uses:
        person = office[str(use["person"])]
        if not use["loan"]:
            assert use["move"] == "view"
            continue
        loan = loans[str(use["loan"])]
        granted = any(
            grant.person_id == person.id and grant.act is LoanAct(str(use["move"]))
            for grant in loan.grants
        )
        may_sign = use["move"] == "view" and person.role in {step.role for step in loan.steps}
        assert granted or may_sign
