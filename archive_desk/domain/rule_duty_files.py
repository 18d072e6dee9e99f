"""From the tables of a rule file to duties: footage beside documents, scenes, notes."""

from collections.abc import Sequence

from archive_desk.domain.cases import DOCUMENT_TYPES, STAGES, CaseKind
from archive_desk.domain.duties import PENALTY_LAW_OFFICERS, AvLevel, Duties, Duty
from archive_desk.domain.marks import CATEGORIES, LONGEST_CATEGORY
from archive_desk.domain.notes import Ground, NoteKind, NoteRule
from archive_desk.domain.people import Role
from archive_desk.domain.rule_tables import Table
from archive_desk.domain.rule_value_files import Article, words_of
from archive_desk.domain.rule_values import MarkKind
from archive_desk.domain.scenes import Scene
from archive_desk.domain.sentences import say


def duties(table: Table, basis: Article) -> Duties:
    """The duties towards case files."""
    footage = []
    for each in table.tables("footage"):
        footage += _av_duties(each, basis)
        each.finish()
    named = {
        name: basis(table.text(name)) if name in table else None
        for name in ("officers", "document_times", "explanation", "evaluation", "written", "major")
    }
    table.finish()
    return Duties(
        tuple(footage),
        named["officers"] or PENALTY_LAW_OFFICERS,
        named["document_times"],
        named["explanation"],
        named["evaluation"],
        named["written"],
        named["major"],
    )


def _av_duties(table: Table, basis: Article) -> list[Duty]:
    """One row of the matter list: a duty for each of its documents, or for what has none."""
    occasion = table.text("occasion", default="", may_be_empty=True)
    documents = document_types(table)
    if not documents and not occasion:
        table.wrong("documents", say("应写明文书（documents）或场合（occasion）"))
    stage = table.text("stage", default="", may_be_empty=True)
    if stage and stage not in STAGES:
        table.wrong("stage", say("应为以下之一：{words}", words="、".join(STAGES)))
    article = basis(table.text("article"))
    level = table.choice("level", AvLevel) if "level" in table else AvLevel.FULL
    kinds = words_of(table, "kinds", CaseKind) if "kinds" in table else ()
    text = table.text("text", default="", may_be_empty=True)
    return [
        Duty(document, article, level, stage, kinds, occasion, text)
        for document in documents or ("",)
    ]


def document_types(table: Table) -> tuple[str, ...]:
    """Kinds of documents; none where the key is absent."""
    documents = table.texts("documents") if "documents" in table else ()
    if unknown := [document for document in documents if document not in DOCUMENT_TYPES]:
        table.wrong("documents", say("不认识的文书：{names}", names="、".join(unknown)))
    return documents


def mark_kinds(root: Table, basis: Article) -> tuple[MarkKind, ...]:
    """The kinds of marks it asks for beside the usual ones."""
    found: list[MarkKind] = []
    for each in root.tables("marks"):
        title = each.text("title")
        if title in (*CATEGORIES, *(kind.title for kind in found)):
            each.wrong("title", say("这一类标记已有"))
        if len(title) > LONGEST_CATEGORY:
            each.wrong("title", say("不超过 {count} 个字", count=LONGEST_CATEGORY))
        found.append(MarkKind(title, basis(each.text("article")), each.text("text")))
        each.finish()
    return tuple(found)


def scenes(root: Table, basis: Article, own_marks: Sequence[str] = ()) -> tuple[Scene, ...]:
    """What the footage must show; `own_marks` are the regulation's own kinds of marks."""
    known = (*CATEGORIES, *own_marks)
    found: list[Scene] = []
    for each in root.tables("scenes"):
        category, after = each.text("category"), each.text("after", default="", may_be_empty=True)
        documents = document_types(each)
        if category not in known:
            each.wrong("category", say("应为以下之一：{words}", words="、".join(known)))
        code = each.text("code")
        if code in {scene.code for scene in found}:
            each.wrong("code", say("这一代号已有"))
        if after and after not in {scene.code for scene in found}:
            each.wrong("after", say("应为前面某个环节的 code"))
        found.append(
            Scene(
                code,
                each.text("title"),
                category,
                basis(each.text("article")),
                each.text("text"),
                words_of(each, "kinds", CaseKind) if "kinds" in each else (),
                documents,
                after,
            )
        )
        each.finish()
    return tuple(found)


def notes(root: Table, basis: Article) -> dict[NoteKind, NoteRule]:
    """What it says of notes."""
    found: dict[NoteKind, NoteRule] = {}
    for each in root.tables("notes"):
        kind = each.choice("kind", NoteKind)
        if kind in found:
            each.wrong("kind", say("这一种说明写了两次"))
        found[kind] = NoteRule(
            kind,
            basis(each.text("article")),
            each.text("text"),
            _grounds(each, "grounds"),
            _grounds(each, "refused"),
            basis(each.text("refused_article")) if "refused_article" in each else None,
            each.choice("approver", Role) if "approver" in each else None,
            each.yes("voice"),
        )
        each.finish()
    return found


def _grounds(table: Table, name: str) -> tuple[Ground, ...]:
    words = table.texts(name) if name in table else ()
    known = {ground.value for ground in Ground}
    if unknown := [word for word in words if word not in known]:
        table.wrong(name, say("不认识的理由：{names}", names="、".join(unknown)))
    return tuple(Ground(word) for word in words if word in known)
