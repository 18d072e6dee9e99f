"""What a check found, as a list: what it is called, what to do, and what can be mended here."""

from collections.abc import Sequence

from archive_desk.domain.copies import Fixity
from archive_desk.domain.findings import Finding
from archive_desk.domain.other_files import FileKind, OtherFile, path_of
from archive_desk.domain.remedies import remedy, result_title
from archive_desk.domain.sentences import Sentence, say
from archive_desk.domain.verbs import item_title
from archive_desk.services.rota import Troubled
from archive_desk.ui import wording
from archive_desk.ui.palette import Tone
from archive_desk.ui.row_model import Badge, Column

_MILD = {
    "unrecorded",
    "unreachable",
    "moved",
    "exchanged",
    "mirror_unreachable",
    "nothing_checked",
    "full",
}


def finding_columns() -> Sequence[Column[Finding]]:
    """The columns of the list."""
    return (
        Column(
            "code",
            wording.tr("结果"),
            lambda finding: wording.sentence(result_title(finding.code)),
            badge=_badge,
            width=124,
        ),
        Column(
            "item",
            wording.tr("对象"),
            lambda finding: wording.sentence(_what(finding.item)),
            width=150,
            bold=True,
        ),
        Column(
            "message",
            wording.tr("情况与处理办法"),
            lambda finding: wording.sentence(finding.message),
            subtitle=lambda finding: wording.sentence(remedy(finding.code, finding.item)),
            hint=lambda finding: wording.sentence(finding.message),
            stretch=True,
        ),
    )


def _what(item: str) -> Sentence:
    """What a finding is about; a file beside is named by its kind, its name stands in the words."""
    kind = item.partition(":")[0]
    return say(FileKind(kind).label) if path_of(item) else item_title(item)


def _badge(finding: Finding) -> Badge:
    tone = Tone.WARN if finding.code in _MILD else Tone.BAD
    return Badge(wording.sentence(result_title(finding.code)), tone)


def file_finding(file: OtherFile) -> Finding:
    """What the last reading of a scan or another file showed, as a check would tell it."""
    words = say(
        "{kind} {name}：{state}",
        kind=say(file.kind.label),
        name=file.name,
        state=say(file.state.label),
    )
    return Finding(file.state.value, file.item, words)


def as_finding(item: Troubled) -> Finding:
    """What the last reading of an original showed, as a check would tell it."""
    words = say(
        "音像 {name}：{state}（{path}）",
        name=item.name,
        state=say(item.state.label),
        path=item.found if item.state is Fixity.MOVED else item.path,
    )
    return Finding(item.state.value, f"footage:{item.footage_id}", words)
