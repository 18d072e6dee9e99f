"""`loan …`: requests and signatures."""

from argparse import ArgumentParser
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from archive_desk.cli.frame import Answer, Call, Commands
from archive_desk.cli.loan_circulation import notice_fields, register_circulation
from archive_desk.cli.loan_fields import (
    ACTS,
    answer,
    asked_for,
    chosen,
    fields,
    line,
    moment_or_day,
    number,
    on_behalf,
    wish_of,
)
from archive_desk.domain.errors import InvalidInput
from archive_desk.domain.loans import Loan, LoanState, Scope
from archive_desk.domain.sentences import say
from archive_desk.services.circulating import Circulating
from archive_desk.services.drafting import Drafting
from archive_desk.services.ledger import Ledger
from archive_desk.services.lending import Lending, LoanFilter
from archive_desk.services.loan_papers import LoanPapers
from archive_desk.services.loan_wishes import Wish
from archive_desk.services.reminding import Reminding

A_YEAR = timedelta(days=365)
USUAL_PERIOD = timedelta(days=7)
"""How long a draft asks for, as long as nobody says otherwise."""


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("loan", "requests to use archived records, and their circulation")
    ask = group.add("request", _request, "ask to view, copy, burn, borrow or provide")
    asked_for(ask, needed=True)
    on_behalf(ask)
    draft = group.add("draft", _draft, "keep a request for later, or change one that was kept")
    asked_for(draft, needed=False)
    on_behalf(draft)
    draft.add_argument("--change", metavar="N", help="the draft to change")
    number(group.add("submit", _submit, "hand a draft in"))
    number(group.add("discard", _discard, "throw a draft away"))
    first = group.add("release", _release, "let an urgent request be used before it is approved")
    number(first).add_argument("--reason", required=True, metavar="R")
    approve = group.add("approve", _approve, "sign the next step, with an opinion")
    number(approve).add_argument("--opinion", required=True, metavar="O")
    _on_paper(approve)
    less = approve.add_argument_group("consenting to less than was asked for")
    less.add_argument("--only-act", nargs="+", action="extend", choices=ACTS, metavar="A")
    less.add_argument("--without", nargs="+", action="extend", default=[], metavar="LABEL")
    less.add_argument("--until", metavar="T", help="an earlier end")
    back_to = group.add("send-back", _send_back, "return a request for completion")
    number(back_to).add_argument("--reason", required=True, metavar="R")
    again = number(group.add("resubmit", _resubmit, "hand a completed request in again"))
    asked_for(again, needed=False)
    refuse = group.add("refuse", _refuse, "say no, with the reason")
    number(refuse).add_argument("--reason", required=True, metavar="R")
    _on_paper(refuse)
    attach = number(group.add("attach", _attach, "keep the scan of a form that was signed by hand"))
    attach.add_argument("--file", type=Path, required=True, metavar="F")
    attach.add_argument("--step", type=int, default=0, metavar="P", help="0: the request itself")
    number(group.add("withdraw", _withdraw, "take one's own request back"))
    revoke = group.add("revoke", _revoke, "take one's own approval back, with the reason")
    number(revoke).add_argument("--reason", required=True, metavar="R")
    register_circulation(group)
    show = group.add("list", _list, "requests, newest first")
    show.add_argument("--state", choices=[state.value for state in LoanState], metavar="S")
    show.add_argument("--mine", action="store_true", help="only one's own")
    show.add_argument("--waiting", action="store_true", help="only those that wait for one's sign")
    show.add_argument("--text", default="", metavar="T")
    show.add_argument("--limit", type=int, default=200, metavar="N")
    number(group.add("show", _show, "one request with its signatures and grants"))
    load = group.add("overview", _overview, "load, overdue and refusals by section")
    load.add_argument("--from", dest="start", metavar="T", help="by default a year ago")
    form = group.add("print", _print, "the approval form as PDF")
    number(form).add_argument("--out", required=True, metavar="FILE")


def _on_paper(parser: ArgumentParser) -> None:
    paper = parser.add_argument_group("signed by hand on paper, entered by the clerk")
    paper.add_argument("--signed-by", default="", metavar="ACCOUNT", help="whose hand it is")
    paper.add_argument("--paper", type=Path, metavar="F", help="the scan: PDF, JPEG or PNG")


def _paper(call: Call) -> Path | None:
    """The scan of what was signed by hand; None for a signature at the desk."""
    given = call.arguments
    if bool(given.signed_by) != (given.paper is not None):
        raise InvalidInput(say("登记纸质审批须同时给出 --signed-by 和 --paper。"))
    paper: Path | None = given.paper
    return paper


def _attach(call: Call) -> Answer:
    given = call.arguments
    kept = LoanPapers(call.desk).attach(call.actor, chosen(call), given.step, given.file)
    return Answer(
        {"loan": given.loan, "step": given.step, "file": kept.name, "sha256": kept.sha256},
        ((kept.name, kept.sha256),),
    )


def _request(call: Call) -> Answer:
    wish, given = _asked(call), call.arguments
    loan = Lending(call.desk).request(
        call.actor,
        wish.acts,
        wish.items,
        wish.purpose,
        wish.wanted_from,
        wish.wanted_until,
        particulars=wish.particulars,
        applicant=given.applicant,
    )
    return answer(call, loan)


def _asked(call: Call) -> Wish:
    """What the options say; the rest is a week from now, for no purpose yet."""
    now = call.desk.clock()
    return wish_of(call, Wish((), (), "", now, now + USUAL_PERIOD))


def _draft(call: Call) -> Answer:
    drafting, given = Drafting(call.desk), call.arguments
    if given.change is None:
        return answer(call, drafting.save(call.actor, _asked(call), applicant=given.applicant))
    lending = Lending(call.desk)
    before = lending.get(call.actor, lending.find(call.actor, given.change))
    wish = wish_of(call, Wish.of(before))
    return answer(call, drafting.change(call.actor, before.id, wish))


def _submit(call: Call) -> Answer:
    return answer(call, Drafting(call.desk).submit(call.actor, chosen(call)))


def _discard(call: Call) -> Answer:
    Drafting(call.desk).discard(call.actor, chosen(call))
    no = call.arguments.loan
    return Answer({"loan": no, "state": "deleted"}, (say("草稿 {no} 已删除。", no=no),))


def _release(call: Call) -> Answer:
    circulating = Circulating(call.desk)
    return answer(call, circulating.release(call.actor, chosen(call), call.arguments.reason))


def _resubmit(call: Call) -> Answer:
    """What is not named anew stays as it was."""
    lending = Lending(call.desk)
    before = lending.get(call.actor, chosen(call))
    wish = wish_of(call, Wish.of(before))
    loan = lending.resubmit(
        call.actor,
        before.id,
        wish.acts,
        wish.items,
        wish.purpose,
        wish.wanted_from,
        wish.wanted_until,
        particulars=wish.particulars,
    )
    return answer(call, loan)


def _approve(call: Call) -> Answer:
    lending, actor, given = Lending(call.desk), call.actor, call.arguments
    wanted, paper = chosen(call), _paper(call)
    scope = None
    if given.only_act or given.without or given.until:
        scope = _scope(call, lending.get(actor, wanted))
    if paper is None:
        return answer(call, lending.approve(actor, wanted, given.opinion, scope))
    papers = LoanPapers(call.desk)
    loan = papers.sign(actor, wanted, given.signed_by, given.opinion, paper, scope)
    return answer(call, loan)


def _scope(call: Call, loan: Loan) -> Scope:
    given = call.arguments
    strange = set(given.without) - {item.label for item in loan.items}
    if strange:
        raise InvalidInput(say("申请里没有“{name}”。", name="、".join(sorted(strange))))
    return Scope(
        tuple(act for act in loan.acts if not given.only_act or act.value in given.only_act),
        tuple(item for item in loan.items if item.label not in given.without),
        loan.wanted_until if given.until is None else moment_or_day(given.until, call, last=True),
    )


def _send_back(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return answer(call, lending.send_back(actor, chosen(call), call.arguments.reason))


def _refuse(call: Call) -> Answer:
    given, paper = call.arguments, _paper(call)
    if paper is None:
        return answer(call, Lending(call.desk).refuse(call.actor, chosen(call), given.reason))
    papers = LoanPapers(call.desk)
    loan = papers.refuse(call.actor, chosen(call), given.signed_by, given.reason, paper)
    return answer(call, loan)


def _withdraw(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return answer(call, lending.withdraw(actor, chosen(call)))


def _revoke(call: Call) -> Answer:
    lending, actor = Lending(call.desk), call.actor
    return answer(call, lending.revoke(actor, chosen(call), call.arguments.reason))


def _list(call: Call) -> Answer:
    given = call.arguments
    lending, actor = Lending(call.desk), call.actor
    if given.waiting:
        loans = list(lending.waiting_for(actor))
        total = len(loans)
    else:
        states = (LoanState(given.state),) if given.state else ()
        mine = actor.id if given.mine else None
        where = LoanFilter(states=states, applicant_id=mine, text=given.text)
        page = lending.page(actor, where, 0, given.limit)
        loans, total = list(page.loans), page.total
    return Answer(
        {"loans": [fields(call, loan) for loan in loans], "total": total},
        tuple(line(call, loan) for loan in loans),
    )


def _show(call: Call) -> Answer:
    actor, wanted = call.actor, chosen(call)
    told = answer(call, Lending(call.desk).get(actor, wanted))
    papers = LoanPapers(call.desk).of_loan(actor, wanted)
    further = {
        "papers": [
            {"step": step, "name": each.name, "sha256": each.sha256, "by": each.added_by}
            for step, found in sorted(papers.items())
            for each in found
        ],
        "notices": [notice_fields(call, each) for each in Reminding(call.desk).sent(actor, wanted)],
    }
    return replace(told, fields={**told.fields, **further})


def _overview(call: Call) -> Answer:
    given = call.arguments.start
    since = call.desk.clock() - A_YEAR
    if given is not None:
        since = moment_or_day(given, call, last=False)
    found = Lending(call.desk).by_section(call.actor, since)
    return Answer(
        {"sections": [asdict(each) for each in found]},
        tuple((each.section, str(each.requests), str(each.overdue)) for each in found),
    )


def _print(call: Call) -> Answer:
    out = Path(call.arguments.out)
    Ledger(call.desk).print_request(call.actor, chosen(call), out)
    return Answer({"loan": call.arguments.loan, "file": out}, (str(out),))
