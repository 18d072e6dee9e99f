"""`mirror …`, `heal`, `release`: the second vault, and what may be released because of it."""

from pathlib import Path

from archive_desk.cli.frame import DONE, FINDINGS, Answer, Call, Commands, finding_fields
from archive_desk.domain.copies import Release, ReleaseReport
from archive_desk.domain.ids import FootageId
from archive_desk.domain.sentences import say
from archive_desk.services.file_healing import FileHealing, HealedFile
from archive_desk.services.healing import Healing
from archive_desk.services.mirroring import CatchUp, Mirroring, MirrorStatus
from archive_desk.services.releasing import Releasing
from archive_desk.services.stocktaking import Stock


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    group = commands.group("mirror", "the second vault, on another disk or share")
    group.add("show", _show, "where it is and how far it is behind")
    chosen = group.add("set", _set, "use an empty folder, or one that was moved, as mirror")
    chosen.add_argument("folder", type=Path, metavar="FOLDER")
    chosen.add_argument("--replace", action="store_true", help="leave the one in use")
    group.add("sync", _sync, "copy what it lacks, each copy read back")
    group.add("leave", _leave, "use no mirror any more; what lies in it stays")

    images = group.add("images", _images, "mirror disc images too, or no more")
    images.add_argument("choice", choices=("on", "off"))

    heal = commands.add("heal", _heal, "replace a bad copy from the sound one")
    heal.add_argument(
        "item", metavar="ID", help="a recording's number, or a finding's item: attachment:…"
    )
    heal.add_argument("--from", dest="found", metavar="PATH", help="put it back from there")

    release = commands.add("release", _release, "whether the card of a batch may be emptied")
    release.add_argument("batches", nargs="+", metavar="BATCH")


def _show(call: Call) -> Answer:
    status = Mirroring(call.desk).status(call.actor)
    return Answer(_status_fields(status), (status.message,))


def _set(call: Call) -> Answer:
    given = call.arguments
    status = Mirroring(call.desk).set_up(call.actor, given.folder, replace=given.replace)
    if status.same_disk:
        call.tell(say("镜像与档案库在同一块磁盘上，磁盘损坏时两份会一起丢失。"))
    return Answer(_status_fields(status), (status.message,))


def _sync(call: Call) -> Answer:
    done = Mirroring(call.desk).catch_up(call.actor, call.monitor)
    lines = [(each.code, each.item, each.message) for each in done.findings]
    counted = say("复制 {copied} 件，还差 {behind} 件。", copied=done.copied, behind=done.behind)
    return Answer(catch_up_fields(done), (*lines, counted), DONE if done.complete else FINDINGS)


def _leave(call: Call) -> Answer:
    mirroring = Mirroring(call.desk)
    mirroring.leave(call.actor)
    status = mirroring.status(call.actor)
    return Answer(_status_fields(status), (status.message,))


def _heal(call: Call) -> Answer:
    given, healing = call.arguments, Healing(call.desk)
    text = given.item.removeprefix("footage:")
    if not text.isdecimal():
        mended = FileHealing(call.desk).heal(call.actor, given.item, call.monitor)
        return Answer(healed_file_fields(mended), (mended.message,))
    number = FootageId(int(text))
    if given.found:
        healed = healing.put_back(call.actor, number, given.found, call.monitor)
    else:
        healed = healing.heal(call.actor, number, call.monitor)
    fields = {
        "footage": healed.footage_id,
        "mended": healed.mended.value,
        "set_aside": healed.set_aside,
    }
    return Answer(fields, (healed.message,))


def _images(call: Call) -> Answer:
    Stock(call.desk).choose_images(call.actor, wanted=call.arguments.choice == "on")
    status = Mirroring(call.desk).status(call.actor)
    return Answer(_status_fields(status), (status.message,))


def healed_file_fields(done: HealedFile) -> dict[str, object]:
    """What was done about a file beside the originals, as `--json` shows it."""
    return {"item": done.item, "mended": done.mended, "set_aside": done.set_aside}


def _release(call: Call) -> Answer:
    found = Releasing(call.desk).of_batches(call.actor, call.arguments.batches)
    safe = all(each.release in {Release.SAFE, Release.EMPTY} for each in found.values())
    return Answer(
        {"batches": [{"batch": no, **release_fields(each)} for no, each in found.items()]},
        tuple((no, say(each.release.label), each.wanting) for no, each in found.items()),
        DONE if safe else FINDINGS,
    )


def release_fields(report: ReleaseReport) -> dict[str, object]:
    """A report on what may be released, as `--json` shows it."""
    return {
        "release": report.release.value,
        "two_copies": report.safe,
        "one_copy": list(report.single),
        "not_in": report.not_in,
        "message": report.wanting,
    }


def catch_up_fields(done: CatchUp) -> dict[str, object]:
    """What catching up brought, as `--json` shows it."""
    return {
        "copied": done.copied,
        "copied_bytes": done.copied_bytes,
        "behind": done.behind,
        "findings": finding_fields(list(done.findings)),
    }


def _status_fields(status: MirrorStatus) -> dict[str, object]:
    mirror = status.mirror
    return {
        "folder": None if mirror is None else mirror.path,
        "marker": None if mirror is None else mirror.marker,
        "joined_at": None if mirror is None else mirror.joined_at,
        "stepped_at": None if mirror is None else mirror.stepped_at,
        "present": status.present,
        "in_step": status.in_step,
        "total": status.total,
        "behind": status.behind,
        "behind_bytes": status.behind_bytes,
        "troubled": status.troubled,
        "room_bytes": status.room_bytes,
        "same_disk": status.same_disk,
        "files": status.files,
        "files_behind": status.files_behind,
        "backed_up_at": status.backed_up_at,
        "images": status.images,
        "message": status.message,
    }
