"""A reviewer from another body (司法局) sees his round and nothing else: every service is asked."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, get_type_hints

import pytest

from archive_desk import services
from archive_desk.domain.errors import ArchiveDeskError, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.loans import ItemKind, LoanAct
from archive_desk.domain.people import Person, Right
from archive_desk.services.desk import Desk
from archive_desk.services.evaluating import Evaluating
from archive_desk.services.lending import Lending
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.scans import Scans
from archive_desk.services.worklist import Board
from tests.helpers.case_files import recording, registered
from tests.helpers.evaluations import evaluation_office, round_under_review

OWN = {
    "Accounts.change_password",
    "Accounts.confirm",
    "Accounts.sign_out",
    "Evaluating.cases",
    "Evaluating.find",
    "Evaluating.get",
    "Assigning.recuse",
    "Evaluating.rounds",
    "EvaluationPapers.case_sheet",
    "EvaluationPapers.figures",
    "Results.agree",
    "Results.of_case",
    "Results.of_round",
    "Results.settle",
    "Scans.of_case",
    "Scans.open",
    "ScoreSheets.all",
    "ScoreSheets.get",
}
"""What he does to himself, and what asks for his seat; the rest of `Scoring` is his desk."""

NOTHING_TO_SEE = {
    "Accessing.live_grants",
    "Rectifying.waiting",
    "Safety.warnings",
    "Worklist.board",
    "Worklist.items",
    "Worklist.sections",
}
"""These tell everybody only his own: for him that is nothing, or his round."""


MADE_OF_ANOTHER_ANSWER = {
    "Desk.transaction",
    "Exporting.copy_files",
    "Exporting.copy_out",
    "Marking.take_back",
    "MirrorBackups.keep_up",
    "Scans.page",
    "Viewing.known_lengths",
    "Viewing.show",
    "Viewing.still_open",
    "Viewing.texts",
    "Viewing.watched",
}
"""These take what only `open`, `admit` or `access_to` gives, which refuse him."""

ALONE = 3
"""A recording that is in no case of his round."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = evaluation_office(tmp_path_factory.mktemp("outsider") / "archive")
    round_under_review(made, accounts=("reviewer", "external"))
    assert recording(made) == ALONE
    lending, officer = Lending(made.desk), made["officer"]
    item = lending.item(officer, ItemKind.FOOTAGE, str(ALONE))
    now = made.clock.now
    loan = lending.request(officer, (LoanAct.VIEW,), [item], "办案", now, now + timedelta(days=3))
    form = made.desk.folder.root / "审批表.pdf"
    form.write_bytes(b"%PDF-1.4 a form")
    LoanPapers(made.desk).attach(officer, loan.id, loan.steps[0].position, form)
    yield made
    made.desk.close()


def verbs() -> Iterator[tuple[str, type, str]]:
    """Every public method of a service whose first argument is the actor."""
    for found in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"archive_desk.services.{found.name}")
        for name, kind in vars(module).items():
            if not inspect.isclass(kind) or kind.__module__ != module.__name__:
                continue
            for method, function in vars(kind).items():
                if method.startswith("_") or not inspect.isfunction(function):
                    continue
                parameters = list(inspect.signature(function).parameters)
                if parameters[1:2] == ["actor"]:
                    yield f"{name}.{method}", kind, method


def asked(kind: type, method: str, desk: Desk, actor: Person) -> Any:
    """What the method answers an outsider who names nothing that exists."""
    verb: Callable[..., Any] = getattr(kind(desk), method)
    arguments = {
        name: _nothing(get_type_hints(getattr(kind, method)).get(name), name)
        for name, parameter in inspect.signature(verb).parameters.items()
        if name != "actor" and parameter.default is inspect.Parameter.empty
    }
    answer = verb(actor, **arguments)
    return list(answer) if inspect.isgenerator(answer) else answer


def _nothing(hint: Any, name: str) -> Any:
    if hint is str or name in {"no", "reason", "text", "account"}:
        return "x"
    if hint is LoanAct:
        return LoanAct.VIEW
    if hint is FootageId:
        return ALONE
    supertype = getattr(hint, "__supertype__", None)
    return 1 if hint is int or supertype is int else None


@pytest.mark.parametrize(
    ("name", "kind", "method"),
    [pytest.param(*each, id=each[0]) for each in sorted(verbs(), key=str)],
)
def test_every_service_refuses_an_outsider(office, name, kind, method):
    if name in OWN or name.startswith("Scoring.") or name in MADE_OF_ANOTHER_ANSWER:
        pytest.skip("asks for his seat, or takes what another verb refuses him")
    if name in NOTHING_TO_SEE:
        answer = asked(kind, method, office.desk, office["external"])
        answer = answer.items if isinstance(answer, Board) else answer
        assert all(each.task.value == "evaluation" for each in answer)
        return
    with pytest.raises(Refused):
        asked(kind, method, office.desk, office["external"])


def test_scans_are_shown_to_him_in_the_cases_of_his_round_only(office):
    outsider, scans = office["external"], Scans(office.desk)
    (round_,) = Evaluating(office.desk).rounds(outsider)
    his = {each.case_no for each in Evaluating(office.desk).cases(outsider, round_.id)}
    other = registered(office, no="西教罚〔2026〕99号")
    assert his
    for no in his:
        scans.of_case(outsider, no)
    with pytest.raises(Refused):
        scans.of_case(outsider, other.no)


def test_the_list_of_services_is_not_empty():
    assert len(list(verbs())) > 150


def test_he_may_nothing_but_review(office):
    assert {right for right in Right if office["external"].may(right)} == {Right.EVALUATE}


def test_what_is_not_his_own_is_refused_within_the_evaluation_too(office):
    outsider = office["external"]
    evaluating = Evaluating(office.desk)
    (found,) = evaluating.rounds(outsider)
    for verb in (evaluating.population, evaluating.redraw, evaluating.recusals):
        with pytest.raises(ArchiveDeskError):
            verb(outsider, found.id)
