"""The demonstration's recorders: registered, some of their clocks compared and set right."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta

from archive_desk.domain.clock_errors import Measurement
from archive_desk.domain.devices import Device
from archive_desk.domain.people import Person
from archive_desk.services.clocks import Clocks
from archive_desk.services.desk import Desk

RECORDERS = (
    Device("8810021", "DSJ-A1", "校外监管科", "保管人：林知远"),
    Device("8810034", "DSJ-A1", "校外监管科", "保管人：周明朗"),
    Device("8810047", "DSJ-A2", "安全督导科", "保管人：沈一禾"),
    Device("8810058", "DSJ-B3", "安全督导科"),
    Device("PATROL01", "CAR-DVR", "校外监管科", "巡查车"),
)


def register_recorders(desk: Desk, clerk: Person) -> None:
    """Put the office's recorders into the register."""
    clocks = Clocks(desk)
    for device in RECORDERS:
        clocks.keep(clerk, device)


def compare_clocks(
    desk: Desk,
    people: Mapping[str, Person],
    turn_to: Callable[[datetime], None],
    day: date,
    fast: Mapping[str, int],
) -> None:
    """Compare clocks on the evening of `day`; they are set right, so the errors end there.

    `fast` says by how many seconds each device is ahead.
    """
    clocks, clerk = Clocks(desk), people["dangan"]
    evening = datetime.combine(day, time(18, 5), desk.office.zone)
    turn_to(evening)
    for device, seconds in fast.items():
        clocks.state(
            clerk,
            Measurement(
                device=device,
                offset=timedelta(seconds=seconds),
                measured_at=evening,
                reason="与本机校时画面核对，核对后已将设备对准",
                valid_from=datetime.combine(day, time(0, 0), desk.office.zone),
                valid_until=evening + timedelta(seconds=seconds),
            ),
        )
