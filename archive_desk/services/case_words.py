"""Case files and documents as the journal writes them."""

from archive_desk.domain.cases import CaseDraft, DocumentDraft


def plain_case(draft: CaseDraft) -> dict[str, object]:
    """The facts as the journal writes them."""
    return {
        "no": draft.no,
        "cause": draft.cause,
        "party": draft.party,
        "kind": draft.kind.value,
        "section": draft.section,
        "officers": [f"{each.name} {each.certificate_no}".strip() for each in draft.officers],
        "opened_on": None if draft.opened_on is None else draft.opened_on.isoformat(),
        "ended_at": None if draft.ended_at is None else draft.ended_at.isoformat(),
        "note": draft.note,
        "review": "" if draft.review is None else draft.review.value,
        "major": draft.major,
    }


def plain_document(draft: DocumentDraft) -> dict[str, object]:
    """The facts of a document as the journal writes them."""
    return {
        "type": draft.type,
        "number": draft.number,
        "started_at": None if draft.started_at is None else draft.started_at.isoformat(),
        "ended_at": None if draft.ended_at is None else draft.ended_at.isoformat(),
        "note": draft.note,
        "responsible": draft.responsible,
        "pages": draft.pages,
    }
