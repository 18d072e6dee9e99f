"""The journal (操作日志): entries, their canonical form and the chain that ties them together.

A leaf is SHA-256(0x00 ‖ line); the chain value is SHA-256(previous chain ‖ leaf), both over raw
bytes. `line` is the entry as canonical JSON in UTF-8, so anybody can verify a copy without us.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import PersonId
from archive_desk.domain.sentences import say

GENESIS = "0" * 64


@dataclass(frozen=True)
class Act:
    """What is to be written down, before it has a place in the chain.

    `verb` is `subject.verb` (`footage.imported`), `item` the thing as its register names it
    (`case:2026-001`), `approval` the loan or grant it was done under, `detail` plain JSON values.
    """

    verb: str
    item: str = ""
    approval: str = ""
    detail: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Entry:
    """One line of the journal as it stands in the database."""

    no: int
    at: datetime
    actor_id: PersonId | None
    actor: str
    verb: str
    item: str
    approval: str
    line: str
    chain: str

    @property
    def detail(self) -> Mapping[str, object]:
        """The details as they were written."""
        detail: Mapping[str, object] = json.loads(self.line)["detail"]
        return detail


def canonical_line(no: int, at: datetime, actor: str, act: Act) -> str:
    """The entry as canonical JSON: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        {
            "no": no,
            "at": at.isoformat(timespec="microseconds"),
            "actor": actor,
            "verb": act.verb,
            "item": act.item,
            "approval": act.approval,
            "detail": dict(act.detail or {}),
        },
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def chain_value(previous: str, line: str) -> str:
    """The chain after `line`, given the chain before it; both lower-case hex."""
    leaf = hashlib.sha256(b"\x00" + line.encode()).digest()
    return hashlib.sha256(bytes.fromhex(previous) + leaf).hexdigest()


@dataclass(frozen=True)
class ChainReport:
    """The outcome of verifying a journal: how many entries, the last chain value, what is wrong."""

    entries: int
    head: str
    findings: tuple[Finding, ...]


def verify(entries: Iterable[Entry]) -> ChainReport:
    """Recompute the chain over `entries` in their order and name every row that does not fit."""
    findings: list[Finding] = []
    chain, expected_no, count = GENESIS, 1, 0
    for entry in entries:
        count += 1
        item = f"journal:{entry.no}"
        if entry.no != expected_no:
            findings.append(
                Finding(
                    "missing",
                    f"journal:{expected_no}",
                    say("日志第 {first} 至 {last} 条缺失。", first=expected_no, last=entry.no - 1),
                )
            )
        if not _agrees_with_line(entry):
            findings.append(
                Finding("altered", item, say("日志第 {no} 条的内容与原始记录不符。", no=entry.no))
            )
        elif entry.no == expected_no and chain_value(chain, entry.line) != entry.chain:
            findings.append(
                Finding("altered", item, say("日志第 {no} 条的校验链不符，已被改动。", no=entry.no))
            )
        chain, expected_no = entry.chain, entry.no + 1
    return ChainReport(count, chain, tuple(findings))


def verify_lines(lines: Iterable[tuple[str, str]]) -> ChainReport:
    """Verify an exported journal: pairs of canonical line and chain value."""
    return verify(_entry_of(line, chain) for line, chain in lines)


def _entry_of(line: str, chain: str) -> Entry:
    try:
        written = json.loads(line)
        return Entry(
            no=int(written["no"]),
            at=datetime.fromisoformat(written["at"]),
            actor_id=None,
            actor=str(written["actor"]),
            verb=str(written["verb"]),
            item=str(written["item"]),
            approval=str(written["approval"]),
            line=line,
            chain=chain,
        )
    except (ValueError, KeyError, TypeError):
        unknown = datetime.fromtimestamp(0, UTC)
        return Entry(0, unknown, None, "", "", "", "", line, chain)


def _agrees_with_line(entry: Entry) -> bool:
    try:
        written = json.loads(entry.line)
    except ValueError:
        return False
    return bool(
        isinstance(written, dict)
        and written.get("no") == entry.no
        and written.get("at") == entry.at.isoformat(timespec="microseconds")
        and written.get("actor") == entry.actor
        and written.get("verb") == entry.verb
        and written.get("item") == entry.item
        and written.get("approval") == entry.approval
    )
