"""Drawing a sample that anyone can redo.

Each case has a rank: SHA-256 over the seed, a line feed and the case's number, in UTF-8. Within a
stratum (section and kind) the cases with the smallest ranks are drawn. The population is listed in
the order of its numbers and has a digest of its own, so that neither the list nor the seed can be
changed afterwards unnoticed. No random generator of ours is involved: `sha256sum` suffices.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_desk.domain.cases import CaseKind
from archive_desk.domain.evaluation import SamplingRule
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import CaseId
from archive_desk.domain.sentences import say

Stratum = tuple[str, CaseKind]


@dataclass(frozen=True)
class Candidate:
    """A case file that may be drawn."""

    case_id: CaseId
    no: str
    section: str
    kind: CaseKind

    @property
    def stratum(self) -> Stratum:
        """Section and kind."""
        return self.section, self.kind

    @property
    def line(self) -> str:
        """The case as the digest takes it in."""
        return f"{self.no}\t{self.section}\t{self.kind.value}\n"


@dataclass(frozen=True)
class Ranked:
    """A case of the population with its rank (hex), and whether it was drawn."""

    candidate: Candidate
    rank: str
    drawn: bool


@dataclass(frozen=True)
class StratumShare:
    """How many cases of a stratum there are, and how many of them are drawn."""

    section: str
    kind: CaseKind
    size: int
    drawn: int


@dataclass(frozen=True)
class Draw:
    """A draw: the whole population in order, the shares of its strata, and the digest."""

    seed: str
    digest: str
    ranked: tuple[Ranked, ...]
    shares: tuple[StratumShare, ...]

    @property
    def drawn(self) -> list[Candidate]:
        """The cases drawn, in the order of the population."""
        return [each.candidate for each in self.ranked if each.drawn]


def ordered(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The population in its order: by number, then by id."""
    return sorted(candidates, key=lambda each: (each.no, each.case_id))


def population_digest(population: Sequence[Candidate]) -> str:
    """SHA-256 over the lines of the ordered population."""
    digest = hashlib.sha256()
    for each in population:
        digest.update(each.line.encode())
    return digest.hexdigest()


def rank_of(seed: str, no: str) -> str:
    """A case's rank under a seed."""
    return hashlib.sha256(f"{seed}\n{no}".encode()).hexdigest()


def draw(candidates: Iterable[Candidate], rule: SamplingRule, seed: str) -> Draw:
    """Draw from `candidates` by `rule`; the same seed and population give the same sample."""
    population = ordered(candidates)
    strata: dict[Stratum, list[Candidate]] = defaultdict(list)
    for each in population:
        strata[each.stratum].append(each)
    counts = allocate({key: len(members) for key, members in strata.items()}, rule)
    chosen: set[CaseId] = set()
    for key, members in strata.items():
        by_rank = sorted(members, key=lambda each: (rank_of(seed, each.no), each.case_id))
        chosen.update(each.case_id for each in by_rank[: counts[key]])
    return Draw(
        seed,
        population_digest(population),
        tuple(Ranked(each, rank_of(seed, each.no), each.case_id in chosen) for each in population),
        tuple(
            StratumShare(section, kind, len(strata[section, kind]), counts[section, kind])
            for section, kind in sorted(strata)
        ),
    )


def allocate(sizes: Mapping[Stratum, int], rule: SamplingRule) -> dict[Stratum, int]:
    """How many to draw from each stratum: in proportion, by the largest remainder.

    Where each stratum must be there, a sample too small for that grows to one per stratum.
    """
    total = sum(sizes.values())
    wanted = rule.wanted(total)
    if rule.each_stratum:
        wanted = max(wanted, len(sizes))
    counts = {key: wanted * size // total for key, size in sizes.items()} if total else {}
    if rule.each_stratum:
        counts = {key: max(1, count) for key, count in counts.items()}
    by_remainder = sorted(sizes, key=lambda key: (-(wanted * sizes[key] % total), -sizes[key], key))
    _fit(counts, sizes, wanted, by_remainder, least=1 if rule.each_stratum else 0)
    return counts


def _fit(
    counts: dict[Stratum, int],
    sizes: Mapping[Stratum, int],
    wanted: int,
    order: Sequence[Stratum],
    *,
    least: int,
) -> None:
    """Bring the sum of `counts` to `wanted`: add in `order`, take away in the opposite one."""
    while sum(counts.values()) < wanted:
        for key in order:
            if sum(counts.values()) < wanted and counts[key] < sizes[key]:
                counts[key] += 1
    while sum(counts.values()) > wanted:
        largest = max(reversed(order), key=lambda key: counts[key] / sizes[key])
        if counts[largest] <= least:
            largest = max(order, key=lambda key: counts[key])
        counts[largest] -= 1


@dataclass(frozen=True)
class DrawRecord:
    """A draw as the journal keeps it, also one that was taken back (`discarded_at`, `reason`).

    `given` tells whether a person named the seed; None where that was not written down yet.
    """

    number: int
    seed: str
    given: bool | None
    digest: str
    population: int
    drawn: int
    at: datetime
    by: str
    discarded_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True)
class Redraw:
    """What came of drawing again: the sample that the seed gives, and what does not fit."""

    draw: Draw
    findings: tuple[Finding, ...]

    @property
    def fair(self) -> bool:
        """Whether the sample on record is the one that seed and population give."""
        return not self.findings


def check_draw(
    kept: Sequence[Ranked], rule: SamplingRule, seed: str, digest: str, sample: Iterable[CaseId]
) -> Redraw:
    """Draw again from the population on record and compare everything with the record."""
    again = draw((each.candidate for each in kept), rule, seed)
    findings = []
    if again.digest != digest:
        findings.append(
            Finding("population", "evaluation", say("抽样总体与登记的校验值不符，清单被改动过。"))
        )
    marked = {each.candidate.case_id for each in kept if each.drawn}
    present = set(sample)
    for each in again.ranked:
        case_id, no = each.candidate.case_id, each.candidate.no
        item = f"case:{no}"
        if each.drawn and (case_id not in marked or case_id not in present):
            findings.append(
                Finding("missing", item, say("案卷 {no} 应被抽中，却不在评查之列。", no=no))
            )
        elif not each.drawn and (case_id in marked or case_id in present):
            findings.append(
                Finding("extra", item, say("案卷 {no} 未被抽中，却列为抽样案卷。", no=no))
            )
    return Redraw(again, tuple(findings))
