"""A process that imports cards on request, each in a fork of its own that a fault may end.

    python -m tests.proofs.launcher < requests > answers

One JSON line each way. The launcher itself has no threads, so that forking it is safe.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import av  # noqa: F401  loaded once, before the forks
import sqlalchemy  # noqa: F401

from archive_desk.domain.errors import ArchiveDeskError
from archive_desk.domain.ids import FootageId
from archive_desk.domain.work import Unwatched
from archive_desk.media import vault
from archive_desk.services import import_lane, porters
from archive_desk.services.accounts import Accounts
from archive_desk.services.desk import open_desk
from archive_desk.services.healing import Healing
from archive_desk.services.importing import Importing
from archive_desk.services.mirroring import Mirroring
from tests.helpers.archives import HandClock, nobody
from tests.proofs.faults import Fault, Watch
from tests.proofs.sqlite_faults import WatchedSqlite


def main() -> None:
    """Answer requests until there are no more."""
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 3
            try:
                _serve(request)
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(json.dumps({"status": os.waitstatus_to_exitcode(status)}) + "\n")
        sys.stdout.flush()


def _serve(request: dict[str, Any]) -> None:
    answer = Path(request["answer"])
    fault = Fault(**request.get("fault", {}))
    snapshots = request.get("snapshots")
    archive, card = Path(request["archive"]), Path(request["card"])
    porters.LANES = request.get("workers", 1)
    if "window" in request:
        import_lane._WINDOW = request["window"]
    if not request.get("reserve", True):
        vault.RESERVE_BYTES = 0
    watch = Watch(
        archive, card, fault, Path(request["trace"]), Path(snapshots) if snapshots else None
    )
    if request.get("database"):
        # Before the first connection, which would keep the functions it began with.
        watch.sqlite = WatchedSqlite(watch.database_crossing)
    desk = open_desk(archive, clock=HandClock())
    watch.begin()
    try:
        said = _VERBS[request["verb"]](desk, card)
    except ArchiveDeskError as error:
        said = {"error": type(error).__name__, "message": str(error.message)}
    answer.write_text(json.dumps(said), "utf-8")


def _settle(desk: Any, _card: Path) -> dict[str, Any]:
    return {"settled": len(Importing(desk).settle())}


def _mirror(desk: Any, _card: Path) -> dict[str, Any]:
    done = Mirroring(desk).catch_up(None, Unwatched())
    return {"copied": done.copied, "behind": done.behind, "findings": len(done.findings)}


def _heal(desk: Any, _card: Path) -> dict[str, Any]:
    people = {person.account: person for person in Accounts(desk).everybody(nobody())}
    healed = Healing(desk).heal(people["archivist"], FootageId(1), Unwatched())
    return {"mended": healed.mended.value}


def _take_in(desk: Any, card: Path) -> dict[str, Any]:
    people = {person.account: person for person in Accounts(desk).everybody(nobody())}
    importing = Importing(desk)
    clerk = people["archivist"]
    receipt = importing.take_in(clerk, importing.scan(clerk, card, Unwatched()), Unwatched())
    outcomes = [[line.source, line.outcome.value, str(line.reason)] for line in receipt.arrivals]
    return {"releasable": receipt.releasable, "arrivals": outcomes}


_VERBS = {"import": _take_in, "settle": _settle, "mirror": _mirror, "heal": _heal}


if __name__ == "__main__":
    main()
