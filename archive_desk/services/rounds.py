"""The rounds of a guard through the archive: each looks at one kind of thing and names its faults.

Nothing is mended here. Every round says how much it looked at, so that nobody takes a round that
found nothing to look at for a sound archive.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePosixPath

from archive_desk.db import fixity
from archive_desk.db.fixity import Image, Original, Scope
from archive_desk.domain.findings import Finding
from archive_desk.domain.ids import BatchId
from archive_desk.domain.sentences import say
from archive_desk.media.bag_check import Fault, bag_faults
from archive_desk.media.bags import BagEntry
from archive_desk.media.copying import StoreFailed, read_back
from archive_desk.media.vault import Vault
from archive_desk.services.desk import Desk
from archive_desk.services.mirroring import Mirroring
from archive_desk.services.reading import Reading

ALTERED, MISSING, UNRECORDED, UNREACHABLE = "altered", "missing", "unrecorded", "unreachable"


def check_agreement(
    desk: Desk, vault: Vault, told: AbstractSet[str] = frozenset()
) -> Iterator[Finding]:
    """Every file of the vault has its record, and every record is what the journal says it was.

    `told` are paths of which something was said already.
    """
    yield from _unrecorded(desk, vault, told)
    with desk.reading() as session:
        known = fixity.records(session)
        imported = dict(fixity.imports(session))
    for footage_id, sha256 in imported.items():
        item = f"footage:{footage_id}"
        if footage_id not in known:
            words = say("日志记有采集编号 {id} 的音像，登记簿里却没有。", id=footage_id)
            yield Finding(MISSING, item, words)
        elif known[footage_id][1] != sha256:
            words = say(
                "音像 {name} 登记的校验值与采集日志不符，登记被改动。", name=known[footage_id][0]
            )
            yield Finding(ALTERED, item, words)


def _unrecorded(desk: Desk, vault: Vault, told: AbstractSet[str]) -> Iterator[Finding]:
    try:
        recorded, bags = _recorded(desk)
        strays = [
            path
            for path in vault.files()
            if path not in told and path not in recorded and not _is_list(PurePosixPath(path), bags)
        ]
        # Meanwhile an import may have begun or ended, so what looks astray is asked for again.
        recorded, bags = _recorded(desk) if strays else (recorded, bags)
    except StoreFailed as error:
        yield Finding(UNREACHABLE, "vault", error.message)
        return
    for path in strays:
        if path not in recorded and not _is_list(PurePosixPath(path), bags):
            words = say("原件库里有未登记的文件：{path}", path=path)
            yield Finding(UNRECORDED, f"vault:{path}", words)


def _recorded(desk: Desk) -> tuple[set[str], set[str]]:
    """The paths in the vault that have a record or wait for one, and the names of all bags."""
    with desk.reading() as session:
        paths = {each.path for each in fixity.originals(session, Scope())}
        return paths | fixity.awaited(session), set(fixity.bag_names(session))


def _is_list(path: PurePosixPath, bags: set[str]) -> bool:
    """Whether it stands where the lists of a bag stand; whether they are right is another round."""
    return len(path.parts) == 2 and path.parts[0] in bags


def check_bags(
    vault: Vault, originals: Sequence[Original], finished: Mapping[BatchId, str]
) -> Iterator[Finding]:
    """The lists beside the originals name the same files with the same digests.

    Nothing is said of a vault that is not there: that is a finding of its own.
    """
    try:
        vault.require_presence()
    except StoreFailed:
        return
    by_batch: dict[BatchId, list[Original]] = defaultdict(list)
    for original in originals:
        by_batch[original.batch_id].append(original)
    for batch_id, entries in by_batch.items():
        no = finished.get(batch_id)
        if no is not None:
            yield from _bag_findings(vault.locate(no), no, entries)


def _bag_findings(folder: Path, no: str, originals: Sequence[Original]) -> Iterator[Finding]:
    entries = (
        BagEntry(each.path.removeprefix(f"{no}/"), each.size_bytes, each.sha256, each.sm3)
        for each in originals
    )
    for fault in bag_faults(folder, entries):
        match fault.fault:
            case Fault.MISSING:
                words = say("批次 {no} 的清单 {name} 不见了。", no=no, name=fault.name)
            case Fault.ALTERED:
                words = say("批次 {no} 的清单 {name} 与登记不符。", no=no, name=fault.name)
            case Fault.UNREACHABLE:
                words = say(
                    "批次 {no} 的清单 {name} 读不到：{reason}",
                    no=no,
                    name=fault.name,
                    reason=fault.reason,
                )
        yield Finding(fault.fault.value, f"batch:{no}", words)


def check_images(folder: Path, images: Sequence[Image], reading: Reading) -> Iterator[Finding]:
    """Every disc image is the one that was built; one that is on a disc may have been cleared."""
    for image in images:
        reading.begin(say("核对光盘映像 {no}", no=image.disc_no))
        item, file = f"disc:{image.disc_no}", folder / image.file
        try:
            digests = read_back(file, reading.advance, with_sm3=False)
        except FileNotFoundError:
            if not image.carried:
                words = say("光盘 {no} 的映像不见了：{file}", no=image.disc_no, file=image.file)
                yield Finding(MISSING, item, words)
            continue
        except StoreFailed as error:
            yield Finding(UNREACHABLE, item, error.message)
            continue
        if digests.sha256 != image.sha256:
            words = say("光盘 {no} 的映像已被改动：{file}", no=image.disc_no, file=image.file)
            yield Finding(ALTERED, item, words)


def check_derived(folder: Path, originals: Sequence[Original]) -> tuple[int, list[Finding]]:
    """How many derived files there are, and those that belong to no recorded original."""
    known = {original.sha256 for original in originals}
    count, findings = 0, []
    for kind in ("pictures", "frames"):
        for file in sorted((folder / kind).glob("??/*")):
            if file.suffix not in {".jpg", ".json"}:
                continue
            count += 1
            if file.stem not in known:
                path = file.relative_to(folder).as_posix()
                words = say("派生文件没有对应的原件：{path}", path=path)
                findings.append(Finding(UNRECORDED, f"derived:{path}", words))
    return count, findings


def check_database(desk: Desk, *, full: bool) -> Iterator[Finding]:
    """The database's own pages and references are sound."""
    with desk.reading() as session:
        faults = fixity.database_faults(session, full=full)
    for fault in faults:
        yield Finding("damaged", "database", say("档案数据库有损坏：{fault}", fault=fault))


def check_mirror_strays(desk: Desk) -> Iterator[Finding]:
    """Files in the mirror that no record speaks of."""
    mirroring = Mirroring(desk)
    if not mirroring.is_present():
        return
    try:
        strays = mirroring.strays()
    except StoreFailed as error:
        yield Finding(UNREACHABLE, "mirror", error.message)
        return
    for path in strays:
        yield Finding(UNRECORDED, f"mirror:{path}", say("镜像里有未登记的文件：{path}", path=path))
