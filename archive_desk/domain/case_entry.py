"""Rules for entering a case file and its documents: what must be there and may not contradict."""

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from archive_desk.domain.basis import Basis
from archive_desk.domain.cases import (
    STAGES,
    CaseDraft,
    CaseFile,
    CaseOfficer,
    DocumentDraft,
)
from archive_desk.domain.errors import InvalidInput, Refused
from archive_desk.domain.sentences import Sentence, say

LEAST_OFFICERS = 2

ARCHIVES_LAW_TAMPERING = Basis("中华人民共和国档案法", "第二十一条")
"""Nobody may tamper with, damage, forge or wilfully destroy archives."""

_LONGEST = {
    "no": 80,
    "cause": 200,
    "party": 200,
    "section": 100,
    "type": 80,
    "number": 80,
    "responsible": 100,
}

MOST_PAGES = 9999


def checked_case(
    draft: CaseDraft, at: datetime, zone: ZoneInfo, officers: Basis, *, alone: bool = False
) -> CaseDraft:
    """`draft` with tidy texts, if its facts are complete and do not contradict each other.

    `officers` is the provision that asks for two officers; `alone` lets a file in that has but one,
    as it came: it will lack the other.

    Raises:
        InvalidInput: something is missing, too long or contradictory.
        Refused: fewer than two officers.
    """
    tidy = replace(
        draft,
        no=_text(draft.no, "no", say("案件编号")),
        cause=_text(draft.cause, "cause", say("案由")),
        party=_text(draft.party, "party", say("当事人")),
        section=_text(draft.section, "section", say("股室")),
        officers=tuple(_officer(officer) for officer in draft.officers),
        note=draft.note.strip(),
    )
    _require_officers(tidy.officers, officers, 1 if alone else LEAST_OFFICERS)
    _require_times(tidy, at, zone)
    return tidy


def checked_document(draft: DocumentDraft, at: datetime) -> DocumentDraft:
    """`draft` with tidy texts, if its times do not contradict each other.

    Raises:
        InvalidInput: the type is missing, it ends before it begins or lies in the future, or the
            number of pages is none.
    """
    tidy = replace(
        draft,
        type=_text(draft.type, "type", say("文书种类")),
        number=_limited(_plain(draft.number), "number", say("文书编号")),
        note=draft.note.strip(),
        responsible=_limited(_plain(draft.responsible), "responsible", say("责任者")),
    )
    if tidy.pages is not None and not 0 < tidy.pages <= MOST_PAGES:
        raise InvalidInput(say("页数应在 1 至 {most} 之间。", most=MOST_PAGES))
    start, end = tidy.started_at, tidy.ended_at
    if start is not None and end is not None and end < start:
        raise InvalidInput(say("文书“{type}”的结束时间早于开始时间，请核对。", type=tidy.type))
    if any(moment is not None and moment > at for moment in (start, end)):
        raise InvalidInput(say("文书“{type}”的时间在将来，请核对。", type=tidy.type))
    return tidy


def checked_stage(stage: str) -> str:
    """One of the six stages, or empty for not yet known.

    Raises:
        InvalidInput: it is none of them.
    """
    stage = stage.strip()
    if stage and stage not in STAGES:
        raise InvalidInput(
            say("没有“{stage}”这个环节，应为：{known}。", stage=stage, known="、".join(STAGES))
        )
    return stage


def require_open(case: CaseFile) -> None:
    """Refuse to change what is archived.

    Raises:
        Refused: the file is archived.
    """
    if case.locked:
        raise Refused(
            say("案卷 {no} 已归档，不能再更改。", no=case.no),
            basis=ARCHIVES_LAW_TAMPERING,
        )


def following_no(no: str, year: int) -> str:
    """The number after `no`, such as `西教罚〔2026〕8号` after `…7号`; empty if it has none.

    In a new year the count begins again.
    """
    runs = list(re.finditer(r"[0-9]+", no))
    if not runs:
        return ""
    last = runs[-1]
    old_year = next((run for run in runs[:-1] if re.fullmatch(r"20[0-9]{2}", run[0])), None)
    count = int(last[0]) + 1
    before = no[: last.start()]
    if old_year is not None and int(old_year[0]) != year:
        count = 1
        before = f"{no[: old_year.start()]}{year}{no[old_year.end() : last.start()]}"
    # Only a number written with noughts before it is kept that wide.
    width = len(last[0]) if last[0].startswith("0") else 1
    return f"{before}{count:0{width}}{no[last.end() :]}"


def _plain(text: str) -> str:
    """NFC, without control characters, runs of blanks as one."""
    kept = (
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
    )
    return " ".join("".join(kept).split())


def _text(text: str, field: str, title: Sentence) -> str:
    plain = _plain(text)
    if not plain:
        raise InvalidInput(say("请填写{field}。", field=title))
    return _limited(plain, field, title)


def _limited(plain: str, field: str, title: Sentence) -> str:
    longest = _LONGEST[field]
    if len(plain) > longest:
        raise InvalidInput(say("{field}最多 {longest} 个字。", field=title, longest=longest))
    return plain


def _officer(officer: CaseOfficer) -> CaseOfficer:
    return replace(
        officer, name=_plain(officer.name), certificate_no=_plain(officer.certificate_no)
    )


def _require_officers(officers: tuple[CaseOfficer, ...], basis: Basis, least: int) -> None:
    if any(not officer.name for officer in officers):
        raise InvalidInput(say("请填写执法人员姓名。"))
    accounts = [officer.person_id for officer in officers if officer.person_id is not None]
    strangers = [
        (officer.name, officer.certificate_no) for officer in officers if officer.person_id is None
    ]
    if len(set(accounts)) < len(accounts) or len(set(strangers)) < len(strangers):
        raise InvalidInput(say("同一执法人员重复填写，请核对。"))
    if len(officers) < least:
        raise Refused(say("执法人员不得少于两人，请补充。"), basis=basis)


def _require_times(draft: CaseDraft, at: datetime, zone: ZoneInfo) -> None:
    today = at.astimezone(zone).date()
    if draft.opened_on is not None and draft.opened_on > today:
        raise InvalidInput(say("立案日期在将来，请核对。"))
    if draft.ended_at is None:
        return
    if draft.ended_at > at:
        raise InvalidInput(say("执法活动结束时间在将来，请核对。"))
    if draft.opened_on is not None and draft.ended_at.astimezone(zone).date() < draft.opened_on:
        raise InvalidInput(say("执法活动结束时间早于立案日期，请核对。"))
