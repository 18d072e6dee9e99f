"""Binding case files (组卷): what the cover says, in what order the papers lie, and the prints."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from archive_desk.db import bindings, cases, settings, supplements
from archive_desk.domain.binding import (
    USUAL_ORDER,
    BindingFacts,
    BoundCase,
    checked_facts,
    checked_order,
    contents,
)
from archive_desk.domain.cases import CaseFile
from archive_desk.domain.errors import InvalidInput, Unavailable
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.forms import sheet
from archive_desk.forms.binding import Print
from archive_desk.media.pages import join_pdfs
from archive_desk.services.case_judging import CaseJudge
from archive_desk.services.desk import Desk, Transaction
from archive_desk.services.retaining import Retaining

__all__ = ["Binding", "BindingFacts", "BindingPaper"]

_ORDER = "binding_order"


class BindingPaper(StrEnum):
    """What can be printed of a bound case file."""

    COVER = "cover"
    CONTENTS = "contents"
    NOTES = "notes"
    HANDOVER = "handover"
    DISCS = "discs"

    @property
    def label(self) -> str:
        """The paper in Chinese."""
        return _TITLES[self]


_TITLES = {
    BindingPaper.COVER: "案卷封面",
    BindingPaper.CONTENTS: "卷内文件目录",
    BindingPaper.NOTES: "备考表",
    BindingPaper.HANDOVER: "档案交接登记表",
    BindingPaper.DISCS: "光盘清单",
}


class Binding:
    """What the clerk does when a case file is bound."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def facts(self, actor: Person, no: str) -> BindingFacts:
        """What is written down for the cover and the hand-over form.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return bindings.facts_of(session, cases.get(session, no).id)

    def describe(self, actor: Person, no: str, facts: BindingFacts) -> BindingFacts:
        """Write them down; also of an archived file, whose numbers the archive gives later.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: a text is too long.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        tidy = checked_facts(facts)
        with self._desk.transaction(actor) as work:
            _write(work, cases.get(work.session, no), tidy)
        return tidy

    def order(self, actor: Person) -> tuple[str, ...]:
        """The order of documents in a volume (立卷顺序): the office's, or the usual one.

        Raises:
            Refused: `actor` may not browse.
        """
        actor.require(Right.BROWSE)
        with self._desk.reading() as session:
            return _order(session)

    def set_order(self, actor: Person, order: Sequence[str]) -> tuple[str, ...]:
        """Order documents by the local standard from now on; nothing returns to the usual order.

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: a name is too long, or there are too many.
        """
        actor.require(Right.EDIT_CASES)
        tidy = checked_order(order) if order else USUAL_ORDER
        with self._desk.transaction(actor) as work:
            settings.write(work.session, _ORDER, list(tidy))
            work.journal(
                Act("case.binding_order_set", "archive", detail={"categories": list(tidy)})
            )
        return tidy

    def volume(self, actor: Person, no: str) -> BoundCase:
        """A case file as it is bound now.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such file.
        """
        actor.require(Right.BROWSE)
        kept = Retaining(self._desk).of_case(actor, no).words
        with self._desk.reading() as session:
            case = cases.get(session, no)
            return self._bound(session, case, str(kept))

    def _bound(self, session: Session, case: CaseFile, retention: str) -> BoundCase:
        dossier = CaseJudge(self._desk, session).report(case).dossier
        return BoundCase(
            dossier,
            bindings.facts_of(session, case.id),
            contents(
                dossier,
                _order(session),
                bindings.places(session, case.id),
                self._desk.office.organisation,
            ),
            bindings.discs_of(session, case.id),
            retention,
            [
                each.in_words(self._desk.office.zone)
                for each in supplements.of_case(session, case.id)
            ],
        )

    def print(self, actor: Person, no: str, papers: Sequence[BindingPaper], target: Path) -> Path:
        """Write papers of a case file to one PDF. The first print compiles it (制作人, 制作时间).

        Raises:
            Refused: `actor` does not keep case files.
            InvalidInput: no paper is named.
            NotFound: there is no such file.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.EDIT_CASES)
        if not papers:
            raise InvalidInput(say("请选择要打印的内容。"))
        pdf = self.render(actor, no, papers)
        try:
            target.write_bytes(pdf)
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(target), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {"form": "、".join(each.label for each in papers), "file": target.name}
            work.journal(Act("case.printed", f"case:{no}", detail=detail))
        return target

    def render(self, actor: Person, no: str, papers: Sequence[BindingPaper]) -> bytes:
        """The same as bytes, not journalled: for packages that are journalled as a whole.

        Raises:
            Refused: `actor` does not keep case files.
            NotFound: there is no such file.
        """
        actor.require(Right.EDIT_CASES)
        self._compile(actor, no)
        office = self._desk.office
        printed = Print(
            self.volume(actor, no),
            organisation=office.organisation,
            operator=actor.name,
            at=self._desk.clock(),
            zone=office.zone,
        )
        make = {
            BindingPaper.COVER: printed.cover,
            BindingPaper.CONTENTS: printed.contents,
            BindingPaper.NOTES: printed.notes,
            BindingPaper.HANDOVER: printed.handover,
            BindingPaper.DISCS: printed.discs,
        }
        return join_pdfs([sheet.render(make[paper]()) for paper in papers])

    def _compile(self, actor: Person, no: str) -> None:
        with self._desk.transaction(actor) as work:
            case = cases.get(work.session, no)
            facts = bindings.facts_of(work.session, case.id)
            if not facts.compiled_by:
                made = replace(facts, compiled_by=actor.name, compiled_at=work.at)
                _write(work, case, made)


def _order(session: Session) -> tuple[str, ...]:
    kept = settings.read(session, _ORDER)
    return tuple(str(each) for each in kept) if isinstance(kept, list) else USUAL_ORDER


def _write(work: Transaction, case: CaseFile, facts: BindingFacts) -> None:
    old = bindings.facts_of(work.session, case.id)
    changes = {
        name: [_plain(getattr(old, name)), _plain(value)]
        for name, value in vars(facts).items()
        if getattr(old, name) != value
    }
    if changes:
        bindings.keep(work.session, case.id, facts)
        work.journal(Act("case.binding_described", f"case:{case.no}", detail={"changes": changes}))


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
