"""Lists of marks as files, with the true time of each."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from archive_desk.db import footage, marks
from archive_desk.domain.errors import Unavailable
from archive_desk.domain.ids import FootageId
from archive_desk.domain.journal import Act
from archive_desk.domain.people import Person, Right
from archive_desk.domain.sentences import say
from archive_desk.services.desk import Desk

_HEAD = ("拍摄时间", "结束时间", "类别", "说明", "标记人", "标记时间", "音像", "播放位置（毫秒）")


class MarkLists:
    """Writes them."""

    def __init__(self, desk: Desk) -> None:
        """Work on `desk`."""
        self._desk = desk

    def write(self, actor: Person, footage_ids: Sequence[FootageId], out: Path) -> int:
        """Write the marks on these recordings to the CSV file `out`; gives how many there are.

        Raises:
            Refused: `actor` may not browse.
            NotFound: there is no such recording.
            Unavailable: the file cannot be written.
        """
        actor.require(Right.BROWSE)
        zone = self._desk.office.zone
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(_HEAD)

        def clock(start: datetime | None, after_ms: int | None) -> str:
            if start is None or after_ms is None:
                return ""
            at = (start + timedelta(milliseconds=after_ms)).astimezone(zone)
            return f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03}"

        with self._desk.reading() as session:
            items = {each: footage.get(session, each) for each in footage_ids}
            found = marks.of_many(session, list(footage_ids))
        for mark in found:
            item = items[mark.footage_id]
            writer.writerow(
                [
                    clock(item.started_at, mark.at_ms),
                    clock(item.started_at, mark.to_ms),
                    _plain(mark.category),
                    _plain(mark.note),
                    mark.author,
                    clock(mark.made_at, 0),
                    _plain(item.name),
                    mark.at_ms,
                ]
            )
        try:
            # With the sign by which spreadsheets know Chinese.
            out.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
        except OSError as error:
            raise Unavailable(
                say("无法写入 {file}：{reason}", file=str(out), reason=str(error))
            ) from error
        with self._desk.transaction(actor) as work:
            detail = {"file": out.name, "lines": len(found)}
            item_name = f"footage:{footage_ids[0]}" if footage_ids else "archive"
            work.journal(Act("mark.list_exported", item_name, detail=detail))
        return len(found)


def _plain(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return f"'{words}" if words[:1] in {"=", "+", "-", "@"} else words
