"""无法记录（中断）情况说明: one note as a form, to be signed by hand and filed with the case."""

from datetime import datetime, tzinfo

from archive_desk.domain.cases import CaseFile
from archive_desk.domain.notes import Ground, Note, NoteKind, NoteRule, NoteState
from archive_desk.forms import blocks as b

FORM_NO = "AD-12"
TITLE = "执法音像无法记录（中断）情况说明"

_BLANK_TICK, _TICK = "□", "■"
_WIDE = frozenset({"案件", "情形", "所涉音像", "起止时间", "依据", "补救措施"})


def sheet(
    note: Note,
    rule: NoteRule,
    *,
    case: CaseFile | None,
    organisation: str,
    operator: str,
    at: datetime,
    zone: tzinfo,
) -> b.Sheet:
    """The form of one note; `at` is when it is printed."""
    year, _, number = note.no.partition("-")
    imprint = b.Imprint(
        FORM_NO,
        at.astimezone(zone),
        operator,
        template=f"{note.basis.template}-{note.basis.version}",
        list_digest=b.list_digest([(note.no, note.draft.text)]),
    )
    return b.Sheet(
        TITLE,
        organisation,
        imprint,
        (
            b.Fields(_facts(note, rule, case, zone), label_mm=28, wide=_WIDE),
            b.Heading("原因和具体情况"),
            b.Paragraph(note.draft.text, indent=True),
            *_history(note),
            b.Space(4),
            b.Signatures(_signatures(note, zone), height_mm=30),
        ),
        number=b.running_number(int(year), int(number)),
    )


def _facts(
    note: Note, rule: NoteRule, case: CaseFile | None, zone: tzinfo
) -> list[tuple[str, b.CellText]]:
    draft = note.draft
    facts: list[tuple[str, b.CellText]] = [
        ("种类", b.Cell(draft.kind.label, b.Tone.STRONG)),
        ("执法环节", draft.stage),
        ("案件", "" if case is None else f"{case.no}　{case.name}"),
        ("执法人员", draft.officer),
        ("地点", draft.place),
        ("情形", _grounds(draft.ground, rule)),
        ("起止时间", _period(note, zone)),
    ]
    if note.parts:
        parts = [f"{number}　{name}" for number, name in note.parts.items()]
        facts.append(("所涉音像", "\n".join(parts)))
    facts += [
        ("语音说明", "已在恢复录制时说明" if draft.voice_explained else "未作语音说明"),
        ("填写时间", b.moment_in_words(note.written_at.astimezone(zone))),
        ("报告对象", draft.reported_to),
        (
            "报告时间",
            b.moment_in_words(draft.reported_at.astimezone(zone)) if draft.reported_at else "",
        ),
        ("补救措施", draft.measure),
        ("依据", f"{note.basis}　{rule.text}" if rule.text else str(note.basis)),
    ]
    return facts


def _grounds(chosen: Ground, rule: NoteRule) -> str:
    shown = [*rule.grounds] or [Ground.DEVICE_FAULT, Ground.WEATHER, Ground.OBJECTIVE]
    if chosen not in shown:
        shown.append(chosen)
    return "　".join(f"{_TICK if each is chosen else _BLANK_TICK} {each.label}" for each in shown)


def _period(note: Note, zone: tzinfo) -> str:
    start, end = note.draft.start, note.draft.end
    if start is None or end is None:
        known = start or end
        return "" if known is None else b.moment_in_words(known.astimezone(zone))
    first, last = start.astimezone(zone), end.astimezone(zone)
    seconds = round((end - start).total_seconds())
    length = f"{seconds // 60} 分 {seconds % 60} 秒" if seconds >= 60 else f"{seconds} 秒"
    return f"{b.date_in_words(first)} {first:%H:%M:%S} 至 {last:%H:%M:%S}（{length}）"


def _history(note: Note) -> list[b.Block]:
    words = []
    if note.draft.replaces:
        words.append(f"本说明接续情况说明 {note.draft.replaces}，原说明保留备查。")
    if note.state is NoteState.FOLLOWED:
        words.append(f"本说明已由情况说明 {note.followed_by} 另作说明。")
    return [b.Paragraph(each, b.Tone.ALERT) for each in words]


def _signatures(note: Note, zone: tzinfo) -> list[b.Signature]:
    kind = "中断" if note.draft.kind is NoteKind.INTERRUPTION else "无法记录"
    places = [b.Signature("执法人员", f"以上{kind}情况属实。", note.draft.officer)]
    if note.approver is not None or note.signature is not None:
        signature = note.signature
        role = "科室负责人意见" if note.approver is None else f"{note.approver.label}意见"
        if signature is None:
            places.append(b.Signature(role, seal=True))
        else:
            places.append(
                b.Signature(
                    role,
                    signature.opinion,
                    signature.signer,
                    signature.at.astimezone(zone).date(),
                    seal=True,
                )
            )
    else:
        places.append(b.Signature("科室负责人意见（制度未要求，供单位自用）"))
    places.append(b.Signature("填写人", "", note.author, note.written_at.astimezone(zone).date()))
    return places
