"""What there is no room for in a line of a regulation: of what it is asked, who signs, in words."""

from collections.abc import Sequence

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.notes import NoteRule
from archive_desk.domain.rule_values import MatterRule
from archive_desk.domain.scenes import Scene
from archive_desk.domain.sentences import Sentence, say


def matter_words(rule: MatterRule) -> Sentence | str:
    """What a matter asks for beside its steps."""
    parts = [
        say("{act}：{article}", act=step.title, article=say(step.role.label))
        for step in rule.steps
        if step.role is not None
    ]
    if rule.distinct:
        parts.append(say("各步由不同的人"))
    if rule.superseded and rule.steps:
        parts.append(say("现行依据：{law}", law=rule.superseded))
    return joined(parts)


def scene_words(scene: Scene, every: Sequence[Scene]) -> Sentence | str:
    """Of what a scene is asked, and after which other."""
    asked = asked_of(scene.kinds, scene.documents)
    parts = [asked] if isinstance(asked, Sentence) else []
    before = next((each.title for each in every if each.code == scene.after), "")
    if before:
        parts.append(say("在“{scene}”之后", scene=before))
    return joined(parts)


def asked_of(
    kinds: Sequence[CaseKind], documents: Sequence[str], stages: Sequence[str] = ()
) -> Sentence | str:
    """Of what cases something is asked; nothing where of all."""
    named = (
        (say("案件：{names}", names=listing([kind.label for kind in kinds])) if kinds else None),
        (say("文书：{names}", names=listing(documents)) if documents else None),
        (say("环节：{names}", names=listing(stages)) if stages else None),
    )
    return joined([each for each in named if each is not None])


def note_words(rule: NoteRule) -> Sentence | str:
    """Who signs a note, and what else it wants."""
    parts = []
    if rule.approver is not None:
        parts.append(say("由{role}签署", role=say(rule.approver.label)))
    if rule.voice:
        parts.append(say("须在音像中口头说明"))
    if rule.refused_basis is not None:
        parts.append(say("不可用的依据：{article}", article=rule.refused_basis.article))
    return joined(parts)


def joined(parts: Sequence[Sentence]) -> Sentence | str:
    """Pieces one after the other; nothing for none."""
    if not parts:
        return ""
    words = parts[0]
    for part in parts[1:]:
        words = say("{one}；{more}", one=words, more=part)
    return words


def listing(labels: Sequence[str]) -> Sentence:
    """Labels one after the other, each to be said in the reader's language."""
    words = say(labels[0]) if labels else say("—")
    for label in labels[1:]:
        words = say("{one}、{more}", one=words, more=say(label))
    return words
