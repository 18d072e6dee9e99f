"""The parts of a rule file that are lists: which entries they have, and which fields an entry has.

Described as data, so that forms, commands and checks need not know one part from another. An entry
is a table of the rule file as TOML has it; `rule_files` says whether it can be used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from archive_desk.domain.cases import DOCUMENT_TYPES, STAGES, CaseKind
from archive_desk.domain.duties import AvLevel
from archive_desk.domain.loans import LoanAct
from archive_desk.domain.marks import CATEGORIES
from archive_desk.domain.notes import Ground, NoteKind
from archive_desk.domain.people import RIGHTS, Right, Role
from archive_desk.domain.rule_values import Matter, Standing
from archive_desk.domain.sentences import Sentence, say

Entry = dict[str, object]
Pairs = tuple[tuple[str, str], ...]


class FieldKind(StrEnum):
    """How a field of an entry is filled in."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    YES = "yes"
    ARTICLES = "articles"
    STEPS = "steps"


@dataclass(frozen=True)
class PartField:
    """One field: its name in the rule file, its words, and what may stand there.

    `choices` are pairs of a value and its Chinese words; `marks`: the regulation's own kinds of
    marks may be chosen too. `earlier`: the codes of the entries before it may be chosen.
    """

    name: str
    title: Sentence
    kind: FieldKind = FieldKind.TEXT
    choices: Pairs = ()
    needed: bool = False
    hint: Sentence | None = None
    marks: bool = False
    earlier: bool = False
    full: bool = False


@dataclass(frozen=True)
class Part:
    """One part: where it stands, what an entry is called by, and its fields.

    A part that is not `listed` is a single table.
    """

    key: str
    title: Sentence
    path: str
    fields: tuple[PartField, ...]
    named_by: tuple[str, ...] = ()
    listed: bool = True

    def field(self, name: str) -> PartField | None:
        """The field of this name, if there is one."""
        return next((each for each in self.fields if each.name == name), None)

    def name_of(self, entry: Mapping[str, object]) -> str:
        """What an entry is called in a list; empty where it has no name yet."""
        for name in self.named_by:
            value = entry.get(name)
            if isinstance(value, list) and value:
                return "、".join(str(each) for each in value)
            if value:
                field = self.field(name)
                pairs = {} if field is None else dict(field.choices)
                return pairs.get(str(value), str(value))
        return ""

    def entry_at(self, path: str, entries: Sequence[Mapping[str, object]]) -> int:
        """The entry (from 0) that a row of the regulation's page shows; the first for none."""
        rest = path[len(self.path) :] if path.startswith(self.path) else ""
        if rest.startswith("["):
            return max(0, int(rest[1 : rest.index("]")]) - 1)
        wanted = rest.lstrip(".:").split(":")[0]
        for at, entry in enumerate(entries):
            words = [str(value) for value in entry.values() if isinstance(value, str)]
            documents = entry.get("documents")
            if isinstance(documents, list):
                words += [str(each) for each in documents]
            if wanted and wanted in words:
                return at
        return 0

    def place_of(self, key: str) -> tuple[int, str] | None:
        """The entry (from 0) and the field that the dotted `key` of a mistake is about."""
        if not key.startswith(self.path):
            return None
        rest = key[len(self.path) :]
        at = 0
        if self.listed:
            if not rest.startswith("["):
                return None
            number, _, rest = rest[1:].partition("]")
            at = int(number) - 1
        name = rest.lstrip(".").split(".")[0].split("[")[0]
        return at, name


def _pairs(kinds: type[StrEnum]) -> Pairs:
    return tuple((each.value, getattr(each, "label", each.value)) for each in kinds)


def _same(words: Sequence[str]) -> Pairs:
    return tuple((each, each) for each in words)


SIGNERS: Pairs = tuple((role.value, role.label) for role in Role if Right.SIGN in RIGHTS[role])
ROLES: Pairs = tuple((role.value, role.label) for role in Role)
ACTS = _pairs(LoanAct)

_ARTICLE = PartField("article", say("条款"), needed=True)
_TEXT = PartField("text", say("大意"), FieldKind.LONG, needed=True)
_KINDS = PartField(
    "kinds", say("案件种类"), FieldKind.CHOICES, _pairs(CaseKind), hint=say("不选为全部。")
)
_DOCUMENTS = PartField("documents", say("文书"), FieldKind.CHOICES, _same(DOCUMENT_TYPES))

LENDING = Part(
    "lending",
    say("借阅审批"),
    "lending",
    (
        PartField("steps", say("审批步骤"), FieldKind.STEPS, SIGNERS, needed=True, full=True),
        PartField(
            "standing",
            say("出处"),
            FieldKind.CHOICE,
            tuple(pair for pair in _pairs(Standing) if pair[0] != Standing.SILENT.value),
            needed=True,
        ),
        _ARTICLE,
        _TEXT,
        PartField("proposer", say("申请人称谓"), hint=say("不填为“申请人”。")),
        PartField(
            "acts",
            say("各方式的条款"),
            FieldKind.ARTICLES,
            ACTS,
            hint=say("该方式另有条款时填写，不填用上面的条款。"),
        ),
        PartField("decision", say("单位依据"), hint=say("出处为“单位规定”时填写。")),
    ),
    listed=False,
)
MATTERS = Part(
    "matters",
    say("各事项的审批"),
    "matters",
    (
        PartField("matter", say("事项"), FieldKind.CHOICE, _pairs(Matter), needed=True),
        PartField("steps", say("审批步骤"), FieldKind.STEPS, ROLES),
        PartField("distinct", say("各步由不同的人"), FieldKind.YES),
        _ARTICLE,
        _TEXT,
        PartField(
            "superseded", say("现行依据"), hint=say("制度所引的法规已被取代时，写现行的法规。")
        ),
    ),
    ("matter",),
)
SCENES = Part(
    "scenes",
    say("必录环节"),
    "scenes",
    (
        PartField("title", say("环节"), needed=True),
        PartField("code", say("代号"), needed=True, hint=say("小写字母，不能重复。")),
        PartField(
            "category",
            say("标记类别"),
            FieldKind.CHOICE,
            _same(CATEGORIES),
            needed=True,
            marks=True,
        ),
        _KINDS,
        _DOCUMENTS,
        PartField(
            "after",
            say("在其后"),
            FieldKind.CHOICE,
            earlier=True,
            hint=say("这一环节须在所选环节之后出现。"),
        ),
        _ARTICLE,
        _TEXT,
    ),
    ("title", "code"),
)
NOTES = Part(
    "notes",
    say("情况说明"),
    "notes",
    (
        PartField("kind", say("种类"), FieldKind.CHOICE, _pairs(NoteKind), needed=True),
        PartField("grounds", say("可用理由"), FieldKind.CHOICES, _pairs(Ground)),
        PartField("refused", say("不可用理由"), FieldKind.CHOICES, _pairs(Ground)),
        PartField("refused_article", say("不可用的条款")),
        PartField("approver", say("由谁签署"), FieldKind.CHOICE, SIGNERS),
        PartField("voice", say("须在音像中口头说明"), FieldKind.YES),
        _ARTICLE,
        _TEXT,
    ),
    ("kind",),
)
MARKS = Part(
    "marks",
    say("标记类别"),
    "marks",
    (PartField("title", say("名称"), needed=True), _ARTICLE, _TEXT),
    ("title",),
)
FOOTAGE = Part(
    "footage",
    say("音像记录事项清单"),
    "duties.footage",
    (
        _DOCUMENTS,
        PartField("occasion", say("场合"), hint=say("没有专门文书时，写明是什么场合。")),
        PartField("level", say("记录要求"), FieldKind.CHOICE, _pairs(AvLevel), needed=True),
        PartField("stage", say("执法环节"), FieldKind.CHOICE, _same(STAGES)),
        _KINDS,
        _ARTICLE,
        PartField("text", say("大意"), FieldKind.LONG),
    ),
    ("occasion", "documents"),
)
TRIGGERS = Part(
    "triggers",
    say("须长期保存的情形"),
    "triggers",
    (
        PartField("title", say("情形"), needed=True),
        PartField("code", say("代号"), needed=True, hint=say("小写字母，不能重复。")),
        PartField("stages", say("执法环节"), FieldKind.CHOICES, _same(STAGES)),
        _DOCUMENTS,
        _KINDS,
        PartField("unless_patrol", say("未定为日常巡查的都算"), FieldKind.YES),
        _ARTICLE,
    ),
    ("title", "code"),
)

PARTS = {part.key: part for part in (LENDING, MATTERS, SCENES, NOTES, MARKS, FOOTAGE, TRIGGERS)}
"""All parts that have a form, by their names in commands."""


def part_at(path: str) -> Part | None:
    """The part that a row of the regulation's page belongs to."""
    for part in PARTS.values():
        if path == part.path or path.startswith(
            (f"{part.path}[", f"{part.path}:", f"{part.path}.")
        ):
            return part
    return None


def tidy(part: Part, entry: Mapping[str, object]) -> Entry:
    """An entry without what is empty, in the order of its fields."""
    names = [each.name for each in part.fields]
    ordered = [*names, *(name for name in entry if name not in names)]
    return {
        name: entry[name]
        for name in ordered
        if name in entry and entry[name] not in ("", [], {}, None, False)
    }
