"""Appraisal: what has run its term, rounds with their group, opinions, and what follows of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive_desk.db import appraisals, counters, destructions, retention, retention_facts
from archive_desk.domain.appraisal import (
    APPRAISAL_LAW,
    Appraisal,
    AppraisalItem,
    AppraisalState,
    Candidate,
    Group,
    Opinion,
    checked_opinion,
    kept_by,
    obstacle,
    open_items,
)
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.keeping import Keep
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.domain.work import Monitor
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.retention_reviews import RetentionReviews

__all__ = ["Appraising", "CandidatePage"]

_MOST_ITEMS = 10_000


@dataclass(frozen=True)
class CandidatePage:
    """Some recordings that may be appraised, and how many there are."""

    candidates: Sequence[Candidate]
    total: int


class Appraising:
    """What the appraisal group's clerk does. Whoever may browse may read it."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    # -- reading -----------------------------------------------------------------------------

    def candidates(
        self,
        actor: Person,
        monitor: Monitor,
        offset: int = 0,
        limit: int = 100,
        *,
        proposed: bool = False,
    ) -> CandidatePage:
        """Recordings whose term has ended, or (`proposed`) for which a shorter one is proposed.

        Raises:
            Refused: `actor` may not browse.
            Cancelled: from `monitor`, while retention is brought up to date.
        """
        actor.require(Right.BROWSE)
        RetentionReviews(self._desk).catch_up(monitor)
        at = self._desk.clock()
        with self._desk.reading() as session:
            ids = appraisals.candidate_ids(
                session, at, proposed=proposed, offset=offset, limit=limit
            )
            return CandidatePage(
                appraisals.candidates(session, ids, at),
                appraisals.candidate_count(session, at, proposed=proposed),
            )

    def rounds(self, actor: Person) -> Sequence[Appraisal]:
        """All rounds, the newest first.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return appraisals.page(session)

    def get(self, actor: Person, no: str) -> Appraisal:
        """One round.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such round.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return appraisals.get(session, no)

    def items(self, actor: Person, no: str) -> Sequence[AppraisalItem]:
        """The items of a round with their opinions.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such round.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return appraisals.items_of(session, appraisals.get(session, no).id, self._desk.clock())

    # -- the round ---------------------------------------------------------------------------

    def begin(
        self,
        actor: Person,
        title: str,
        group: Group,
        footage_ids: Sequence[FootageId] = (),
    ) -> Appraisal:
        """Begin a round about some recordings; about all whose term has ended if none is named.

        What belongs to a recording (GPS, log) goes with it.

        Raises:
            Refused: not `actor`'s duty.
            InvalidInput: the group is too small, there is no title, or nothing may be appraised.
        """
        actor.require(Right.KEEP_RETENTION)
        group = group.checked()
        if not title.strip():
            raise InvalidInput(say("请填写本次鉴定的名称。"))
        with self._desk.transaction(actor) as work:
            ids = list(footage_ids) or appraisals.candidate_ids(
                work.session, work.at, proposed=False, limit=_MOST_ITEMS
            )
            year = work.at.astimezone(self._desk.office.zone).year
            no = f"JD-{year}-{counters.next_value(work.session, f'appraisal-{year}'):03}"
            number = appraisals.add(work.session, no, title.strip(), group, actor.name, work.at)
            found = appraisals.get(work.session, no)
            added = self._put_in(work, found, ids)
            detail = {
                "title": title.strip(),
                "members": group.words,
                "items": len(added),
                "basis": str(APPRAISAL_LAW),
            }
            work.journal(Act("appraisal.begun", f"appraisal:{no}", detail=detail))
            del number
            return appraisals.get(work.session, no)

    def add(self, actor: Person, no: str, footage_ids: Sequence[FootageId]) -> Appraisal:
        """Put more recordings into an open round.

        Raises:
            Refused: not `actor`'s duty, or the round is over.
            InvalidInput: one of them may not be appraised.
        """
        actor.require(Right.KEEP_RETENTION)
        with self._desk.transaction(actor) as work:
            found = _open(work, no)
            added = self._put_in(work, found, list(footage_ids))
            work.journal(Act("appraisal.added", f"appraisal:{no}", detail={"footage": added}))
            return appraisals.get(work.session, no)

    def _put_in(
        self, work: Transaction, found: Appraisal, ids: Sequence[FootageId]
    ) -> list[FootageId]:
        wanted = retention_facts.with_sidecars(work.session, ids)
        ended = set(
            appraisals.candidate_ids(work.session, work.at, proposed=False, limit=_MOST_ITEMS * 10)
        )
        shorter = set(
            appraisals.candidate_ids(work.session, work.at, proposed=True, limit=_MOST_ITEMS * 10)
        )
        strangers = [each for each in wanted if each not in ended | shorter]
        if not wanted or strangers:
            words = "、".join(str(each) for each in strangers[:20]) or "—"
            raise InvalidInput(
                say("没有期满，或已在鉴定、销毁中，不能列入鉴定：音像 {ids}。", ids=words)
            )
        zone = self._desk.office.zone
        chosen = appraisals.candidates(work.session, wanted, work.at)
        appraisals.put_in(
            work.session, found.id, [(each, str(each.keep.words(zone))) for each in chosen]
        )
        return wanted

    def remove(
        self, actor: Person, no: str, footage_ids: Sequence[FootageId], reason: str
    ) -> Appraisal:
        """Take recordings out of an open round.

        Raises:
            Refused: not `actor`'s duty, or the round is over.
            InvalidInput: there is no reason.
        """
        actor.require(Right.KEEP_RETENTION)
        if not reason.strip():
            raise InvalidInput(say("请写明移出的理由。"))
        with self._desk.transaction(actor) as work:
            found = _open(work, no)
            appraisals.take_out(work.session, found.id, footage_ids)
            detail = {"footage": list(footage_ids), "reason": reason.strip()}
            work.journal(Act("appraisal.removed", f"appraisal:{no}", detail=detail))
            return appraisals.get(work.session, no)

    def judge(
        self,
        actor: Person,
        no: str,
        footage_ids: Sequence[FootageId],
        opinion: Opinion,
        reason: str,
        *,
        years: int | None = None,
    ) -> Appraisal:
        """Write the group's opinion on items down; it may be changed until the round is concluded.

        Raises:
            Refused: not `actor`'s duty, or the round is over.
            InvalidInput: a reason is missing, an item is not of the round, is held, or has not
                ended, or the opinion does not fit it.
        """
        actor.require(Right.KEEP_RETENTION)
        with self._desk.transaction(actor) as work:
            found = _open(work, no)
            items = {
                each.candidate.footage_id: each
                for each in appraisals.items_of(work.session, found.id, work.at)
            }
            for number in dict.fromkeys(footage_ids):
                if number not in items:
                    raise InvalidInput(say("鉴定 {no} 中没有音像 {id}。", no=no, id=number))
                judged = checked_opinion(items[number], opinion, years, reason, work.at)
                appraisals.judge(work.session, found.id, judged, actor.name, work.at)
            detail = {
                "footage": list(footage_ids),
                "opinion": opinion.value,
                "years": years,
                "reason": reason.strip(),
            }
            work.journal(Act("appraisal.judged", f"appraisal:{no}", detail=detail))
            return appraisals.get(work.session, no)

    def drop(self, actor: Person, no: str, reason: str) -> Appraisal:
        """Give a round up; its items may be appraised again.

        Raises:
            Refused: not `actor`'s duty, or the round is over.
            InvalidInput: there is no reason.
        """
        actor.require(Right.KEEP_RETENTION)
        if not reason.strip():
            raise InvalidInput(say("请写明作废的理由。"))
        with self._desk.transaction(actor) as work:
            found = _open(work, no)
            state = AppraisalState.DROPPED
            appraisals.end(work.session, found.id, state, reason.strip(), actor.name, work.at)
            detail = {"reason": reason.strip()}
            work.journal(Act("appraisal.dropped", f"appraisal:{no}", detail=detail))
            return appraisals.get(work.session, no)

    def conclude(self, actor: Person, no: str, report: str) -> Appraisal:
        """Conclude a round: new terms for what stays, a destruction list for what does not.

        Nothing is destroyed by it: the list waits for its approval.

        Raises:
            Refused: not `actor`'s duty, or the round is over.
            InvalidInput: there is no report, an opinion is missing, or something that is to be
                destroyed is held or kept longer by now.
        """
        actor.require(Right.KEEP_RETENTION)
        if not report.strip():
            raise InvalidInput(say("请填写鉴定工作报告的说明。"))
        with self._desk.transaction(actor) as work:
            found = _open(work, no)
            items = appraisals.items_of(work.session, found.id, work.at)
            missing = open_items(items)
            if missing or not items:
                raise InvalidInput(
                    say("还有 {count} 件没有鉴定意见。", count=len(missing) or "全部")
                )
            doomed = [each for each in items if each.opinion is Opinion.DESTROY]
            for each in doomed:
                fault = obstacle(each.candidate, work.at)
                if fault is not None:
                    raise InvalidInput(fault)
            self._keep(work, no, items)
            list_no = self._list(work, found, doomed) if doomed else ""
            state = AppraisalState.CONCLUDED
            appraisals.end(work.session, found.id, state, report.strip(), actor.name, work.at)
            counts = Counter(each.opinion.value for each in items if each.opinion is not None)
            detail = {"opinions": dict(counts), "list": list_no, "text": report.strip()}
            work.journal(Act("appraisal.concluded", f"appraisal:{no}", detail=detail))
            return appraisals.get(work.session, no)

    def _keep(self, work: Transaction, no: str, items: Sequence[AppraisalItem]) -> None:
        zone = self._desk.office.zone
        given: dict[FootageId, Keep] = {}
        for item in items:
            keep = kept_by(item, no, work.at, zone)
            if keep is not None:
                given[item.candidate.footage_id] = keep
        stored = retention.of_footage(work.session, given)
        changed = {stored[number].id: keep for number, keep in given.items()}
        retention.write(work.session, [], changed, work.at)
        retention.propose(work.session, dict.fromkeys(changed, None), work.at)

    def _list(self, work: Transaction, found: Appraisal, doomed: Sequence[AppraisalItem]) -> str:
        year = work.at.astimezone(self._desk.office.zone).year
        no = f"XH-{year}-{counters.next_value(work.session, f'destruction-{year}'):03}"
        by = work.actor.name if work.actor is not None else ""
        destructions.add(work.session, no, found.id, doomed, by, work.at)
        detail = {"items": len(doomed), "source": found.no}
        work.journal(Act("destruction.proposed", f"destruction:{no}", detail=detail))
        return no


def _open(work: Transaction, no: str) -> Appraisal:
    found = appraisals.get(work.session, no)
    if found.state is not AppraisalState.OPEN:
        raise Refused(say("鉴定 {no} 现在是“{state}”。", no=no, state=say(found.state.label)))
    return found
