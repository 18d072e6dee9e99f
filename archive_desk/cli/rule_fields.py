"""The fields of a regulation, as `rules list --json` gives them."""

from archive_desk.domain.clock import Period
from archive_desk.domain.duties import Duties
from archive_desk.domain.regulations import Chain, Clock, Deadline, Regulation
from archive_desk.domain.retention import RetentionRule
from archive_desk.domain.rule_values import MatterRule, Opening

_Fields = dict[str, object]


def regulation_fields(each: Regulation) -> _Fields:
    """Everything the desk computes from one regulation, each value with its article."""
    return {
        "key": each.key,
        "version": each.version,
        "title": each.title,
        "issuer": each.issuer,
        "document_no": each.document_no or None,
        "effective_on": None if each.effective_on is None else each.effective_on.isoformat(),
        "chain": _chain(each.chain),
        "deadlines": [_deadline(each.deadline(clock)) for clock in Clock],
        "retention": [_retention(rule) for rule in each.retention.values()],
        "triggers": [
            {"code": trigger.code, "title": trigger.title, "basis": str(trigger.basis)}
            for trigger in each.triggers
        ],
        "mandatory_av": _duties(each.duties),
        "scenes": [
            {
                "code": scene.code,
                "title": scene.title,
                "category": scene.category,
                "kinds": [kind.value for kind in scene.kinds],
                "documents": list(scene.documents),
                "after": scene.after or None,
                "basis": str(scene.basis),
                "text": scene.text,
            }
            for scene in each.scenes
        ],
        "marks": [
            {"title": kind.title, "basis": str(kind.basis), "text": kind.text}
            for kind in each.mark_kinds
        ],
        "exemptions": [
            {
                "kind": rule.kind.value,
                "grounds": [ground.value for ground in rule.grounds],
                "refused": [ground.value for ground in rule.refused],
                "refused_basis": None if rule.refused_basis is None else str(rule.refused_basis),
                "approver": None if rule.approver is None else rule.approver.value,
                "voice": rule.voice,
                "basis": str(rule.basis),
                "text": rule.text,
            }
            for rule in each.notes.values()
        ],
        **_values(each),
        "matters": [_matter(rule) for rule in each.matters.values()],
        "lists": {
            kind.value: {
                "words": list(words.words),
                "basis": str(words.basis),
                "text": words.text,
            }
            for kind, words in each.lists.items()
        },
        "open": [_opening(opening) for opening in each.openings.values()],
    }


def _values(each: Regulation) -> _Fields:
    discs, secrets, custody = each.discs, each.sensitivity, each.custody
    reviewers, continuity = each.reviewers, each.continuity
    return {
        "disc_duty": discs
        and {
            "scope": discs.scope.value,
            "removable": discs.removable,
            "basis": str(discs.basis),
            "text": discs.text,
        },
        "sensitivity": secrets
        and {
            "classes": [kind.value for kind in secrets.classes],
            "basis": str(secrets.basis),
            "text": secrets.text,
        },
        "custody": custody
        and {
            "kind": custody.kind.value,
            "keeper": custody.keeper or None,
            "basis": str(custody.basis),
            "text": custody.text,
        },
        "reviewers": reviewers
        and {
            "body": reviewers.body,
            "external": reviewers.external,
            "basis": str(reviewers.basis),
            "text": reviewers.text,
        },
        "continuity": continuity
        and {
            "kind": continuity.kind.value,
            "basis": str(continuity.basis),
            "text": continuity.text,
        },
    }


def _chain(chain: Chain) -> _Fields:
    return {
        "standing": chain.standing.value,
        "basis": str(chain.basis),
        "text": chain.text,
        "proposer": chain.proposer,
        "steps": [
            {
                "role": step.role.value,
                "title": step.title,
                "acts": [act.value for act in step.acts],
                "in_person": step.in_person,
                "article": step.article or None,
            }
            for step in chain.steps
        ],
        "acts": {act.value: str(basis) for act, basis in (chain.acts or {}).items()},
        "decision": chain.decision or None,
    }


def _deadline(deadline: Deadline) -> _Fields:
    yearly = deadline.yearly
    return {
        "clock": deadline.clock.value,
        "title": deadline.clock.label,
        "standing": deadline.standing.value,
        "period": _period(deadline.period),
        "yearly": None if yearly is None else f"{yearly.month:02}-{yearly.day:02}",
        "extension": _period(deadline.extension),
        "starts": None if deadline.starts is None else deadline.starts.value,
        "alternative": None if deadline.alternative is None else deadline.alternative.value,
        "basis": str(deadline.basis) if deadline.basis.article else None,
        "text": deadline.text,
        "decision": deadline.decision or None,
    }


def _retention(rule: RetentionRule) -> _Fields:
    return {
        "class": rule.kind.value,
        "kind": rule.term.kind,
        "term": rule.term.words,
        "basis": str(rule.basis),
        "text": rule.text,
        "decision": rule.decision or None,
    }


def _duties(duties: Duties) -> list[_Fields]:
    return [
        {
            "stage": duty.stage or None,
            "document": duty.document or None,
            "occasion": duty.occasion or None,
            "kinds": [kind.value for kind in duty.kinds],
            "level": duty.level.value,
            "basis": str(duty.basis),
            "text": duty.text,
        }
        for duty in duties.footage
    ]


def _matter(rule: MatterRule) -> _Fields:
    return {
        "matter": rule.matter.value,
        "steps": [
            {"role": None if step.role is None else step.role.value, "title": step.title}
            for step in rule.steps
        ],
        "distinct": rule.distinct,
        "superseded": rule.superseded or None,
        "basis": str(rule.basis),
        "text": rule.text,
    }


def _opening(opening: Opening) -> _Fields:
    return {
        "key": opening.key,
        "title": opening.title,
        "standing": opening.standing.value,
        "value": opening.value,
        "words": opening.words,
        "decision": opening.decision or None,
        "text": opening.text,
    }


def _period(period: Period | None) -> _Fields | None:
    return None if period is None else {"amount": period.amount, "unit": period.unit.value}
