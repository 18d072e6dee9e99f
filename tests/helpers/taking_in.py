"""Taking a card in, and looking at what the archive then holds."""

import bagit

from archive_desk.domain.arrivals import HandOver
from archive_desk.domain.work import Unwatched
from archive_desk.services.importing import Importing


def take_in(office, card, monitor=None, **stated):
    importing = Importing(office.desk)
    clerk = office["archivist"]
    listing = importing.scan(clerk, card, Unwatched())
    return importing.take_in(clerk, listing, monitor or Unwatched(), HandOver(**stated))


def table(office, statement):
    with office.desk.database.engine.connect() as connection:
        return connection.exec_driver_sql(statement).mappings().all()


def footage(office):
    return table(office, "SELECT * FROM footage ORDER BY id")


def payload(office):
    return sorted(path for path in office.desk.folder.vault.rglob("data/*") if path.is_file())


def verbs(office):
    return [row["verb"] for row in table(office, "SELECT verb FROM journal ORDER BY no")]


def no_file_without_a_record(office):
    stored = {path.relative_to(office.desk.folder.vault).as_posix() for path in payload(office)}
    return stored == {row["path"] for row in footage(office)}


def the_bags_are_valid(office):
    bags = [path.parent for path in office.desk.folder.vault.rglob("bagit.txt")]
    return all(bagit.Bag(str(bag)).validate() for bag in bags)
