"""`case scenes`, `case times`, `case explain-…`: what must be seen, and times that must agree."""

import argparse
from datetime import datetime, timedelta

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands
from archive_desk.domain.document_times import Edge, TimeDifference
from archive_desk.domain.ids import DocumentId, ExplanationId
from archive_desk.domain.scenes import Explanation, SceneState
from archive_desk.domain.sentences import say
from archive_desk.services.scenes import Scenes

_MS = timedelta(milliseconds=1)


def register(group: Commands) -> None:
    """Add the commands of this module to those of case files."""
    _with_no(group.add("scenes", _scenes, "required scenes, and the marks that show them"))
    _with_no(group.add("times", _times, "documents' times against the footage beside them"))
    scene = _with_no(group.add("explain-scene", _explain_scene, "why a scene cannot be shown"))
    scene.add_argument("code", metavar="CODE")
    time = _with_no(group.add("explain-time", _explain_time, "why a document's time differs"))
    time.add_argument("document", type=int, metavar="DOCUMENT")
    time.add_argument("--edge", type=Edge, default=Edge.START, metavar="start|end")
    for explained in (scene, time):
        explained.add_argument("--reason", required=True, metavar="R")
    back = _with_no(
        group.add("withdraw-explanation", _withdraw, "let an explanation hold no longer")
    )
    back.add_argument("explanation", type=int, metavar="ID")


def _with_no(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("no", metavar="NO")
    return parser


def _scenes(call: Call) -> Answer:
    states = Scenes(call.desk).checklist(call.actor, call.arguments.no)
    return Answer(
        {"case": call.arguments.no, "scenes": [_scene_fields(call, each) for each in states]},
        tuple(
            (each.scene.code, say(each.scene.title), _state_words(each), str(each.scene.basis))
            for each in states
        ),
        FINDINGS if any(each.missing for each in states) else DONE,
    )


def _state_words(state: SceneState) -> str:
    if state.shown is not None:
        return say("音像 {footage}", footage=state.shown.footage_id)
    return say("缺失") if state.exemption is None else state.exemption.reason


def _scene_fields(call: Call, state: SceneState) -> dict[str, object]:
    shown, made = state.shown, state.exemption
    return {
        "code": state.scene.code,
        "title": say(state.scene.title),
        "category": state.scene.category,
        "basis": str(state.scene.basis),
        "missing": state.missing,
        "mark": None if shown is None else shown.mark_id,
        "footage": None if shown is None else shown.footage_id,
        "at_ms": None if shown is None else shown.at_ms,
        "wall": None if shown is None else _local(call, shown.moment),
        "explanation": None if made is None else _explanation_fields(made),
    }


def _times(call: Call) -> Answer:
    found = Scenes(call.desk).times(call.actor, call.arguments.no)
    return Answer(
        {"case": call.arguments.no, "times": [_time_fields(call, each) for each in found]},
        tuple(
            (
                str(each.document.id),
                say(each.document.type),
                say(each.edge.label),
                f"{round(each.difference / timedelta(seconds=1)):+} s",
                say("待说明") if each.asks else say("无须说明"),
            )
            for each in found
        ),
        FINDINGS if any(each.asks for each in found) else DONE,
    )


def _time_fields(call: Call, each: TimeDifference) -> dict[str, object]:
    made = each.explanation
    return {
        "document": each.document.id,
        "type": each.document.type,
        "edge": each.edge.value,
        "stated": _local(call, each.stated),
        "shown": _local(call, each.shown),
        "difference_ms": round(each.difference / _MS),
        "tolerance_ms": round(each.tolerance / _MS),
        "clock_offset_ms": round(each.clock_offset / _MS),
        "footage": each.footage_id,
        "at_ms": each.at_ms,
        "asks": each.asks,
        "explanation": None if made is None else _explanation_fields(made),
    }


def _explain_scene(call: Call) -> Answer:
    given = call.arguments
    return _explained(Scenes(call.desk).exempt(call.actor, given.no, given.code, given.reason))


def _explain_time(call: Call) -> Answer:
    given, document = call.arguments, DocumentId(call.arguments.document)
    scenes = Scenes(call.desk)
    return _explained(scenes.explain_time(call.actor, given.no, document, given.edge, given.reason))


def _explained(made: Explanation) -> Answer:
    return Answer(_explanation_fields(made), (say("已登记说明：{why}", why=made.reason),))


def _withdraw(call: Call) -> Answer:
    given = call.arguments
    Scenes(call.desk).withdraw(call.actor, given.no, ExplanationId(given.explanation))
    return Answer({"withdrawn": given.explanation}, (say("说明已撤回。"),))


def _explanation_fields(made: Explanation) -> dict[str, object]:
    return {
        "explanation": made.id,
        "subject": made.subject,
        "reason": made.reason,
        "author": made.author,
        "difference_ms": made.difference_ms,
    }


def _local(call: Call, moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(call.desk.office.zone)
