"""How much recovery data a disc can have: the layouts of RS03 and par2, in sectors. Pure.

RS03 (dvdisaster) lies behind the volume and fills the image up to a medium's standard size. It
mends single bad sectors and scratches alike. par2 lies as files at the end of the volume and mends
whole blocks of the image: scratches, but scattered bad sectors only on very small discs.
"""

from dataclasses import dataclass

from archive_desk.domain.discs import SECTOR_BYTES, Medium, Protection

_LAYERS = 255
_RS03_CHOSEN_FROM = 8
_RS03_ROOTS_AT_MOST = 170
# dvdisaster takes the smallest of these that holds the data and 8 roots (CD, DVD, DVD DL, BD,
# BD DL).
_RS03_SIZES = (359_424, 2_295_104, 4_171_712, 11_826_176, 23_652_352)

STANDARD_TOTALS = frozenset(size // _LAYERS * _LAYERS for size in _RS03_SIZES)
"""The sectors of whole images that dvdisaster makes by itself."""

SOUND_ROOTS = 64
"""With 64 of 255 sectors, 5 % of all sectors can be lost anywhere, even silently altered ones.

An unreadable sector costs one of them. An altered one costs two in the groups whose checksums are
lost as well; more than 32 such among 255 are not to be expected, even on a BD.
"""

_PAR2_BLOCKS = 1000
_PAR2_SHARE = 0.12
_PAR2_LEAST_SHARE = 0.06
_PAR2_PACKET = 68
_PAR2_CRITICAL = 1024
_PAR2_PER_BLOCK = 20
_SLACK = 4096
_FILES = 2


@dataclass(frozen=True)
class Rs03Layout:
    """An image with RS03: the volume's sectors, those of the whole image, and its roots of 255."""

    volume_sectors: int
    total_sectors: int
    roots: int


def rs03_layout(data_sectors: int, room_sectors: int) -> Rs03Layout | None:
    """How `data_sectors` would be augmented within `room_sectors`; None where 5 % cannot be borne.

    A volume that dvdisaster would squeeze into too small a size is made a little larger.
    """
    smaller = 0
    for size in _RS03_SIZES:
        layer = size // _LAYERS
        total = layer * _LAYERS
        if total > room_sectors:
            return None
        sectors = max(data_sectors, smaller)
        roots = _rs03_roots(sectors, layer)
        if roots >= SOUND_ROOTS:
            return Rs03Layout(sectors, total, roots)
        # One sector more than what dvdisaster would still put into this size.
        smaller = (_LAYERS - 1 - _RS03_CHOSEN_FROM) * layer - 1
    return None


def _rs03_roots(data_sectors: int, layer: int) -> int:
    return min(_LAYERS - 1 - -(-(data_sectors + 2) // layer), _RS03_ROOTS_AT_MOST)


@dataclass(frozen=True)
class Par2Layout:
    """par2 over the first sectors of an image, which the set knows as the file `name`."""

    name: str
    block_bytes: int
    recovery_blocks: int
    index_bytes: int
    volume_bytes: int

    @property
    def sectors(self) -> int:
        """Sectors that both files take, with their entries."""
        return (self.index_bytes + self.volume_bytes) // SECTOR_BYTES + 2 * _FILES


def par2_layout(data_sectors: int, room_sectors: int, name: str) -> Par2Layout | None:
    """par2 files for `data_sectors` at most, within `room_sectors`; None where there is no room."""
    block = -(-data_sectors // _PAR2_BLOCKS)
    blocks = -(-data_sectors // block)
    wanted, least = (max(4, round(blocks * share)) for share in (_PAR2_SHARE, _PAR2_LEAST_SHARE))
    for count in range(wanted, least - 1, -1):
        found = _par2(name, block * SECTOR_BYTES, blocks, count)
        if data_sectors + found.sectors <= room_sectors:
            return found
    return None


def _par2(name: str, block_bytes: int, blocks: int, recovery_blocks: int) -> Par2Layout:
    critical = _PAR2_CRITICAL + _PAR2_PER_BLOCK * blocks
    # par2cmdline repeats what describes the set as often as the count has binary digits.
    volume = recovery_blocks * (block_bytes + _PAR2_PACKET)
    volume += recovery_blocks.bit_length() * critical
    return Par2Layout(name, block_bytes, recovery_blocks, _whole(critical), _whole(volume + _SLACK))


def _whole(count: int) -> int:
    return -(-count // SECTOR_BYTES) * SECTOR_BYTES


def room_for_data(medium: Medium, protection: Protection) -> int:
    """The sectors of `medium` that a plan may fill, so that `protection` has its room."""
    if protection is Protection.RS03:
        sizes = [size // _LAYERS for size in _RS03_SIZES if size <= medium.sectors]
        return (_LAYERS - 1 - SOUND_ROOTS) * sizes[-1] - 2
    if protection is Protection.PAR2:
        return int(medium.sectors / (1 + _PAR2_SHARE + 0.01))
    return medium.sectors


def possible(medium: Medium, data_sectors: int) -> tuple[Protection, ...]:
    """What a disc with so many sectors of data could have, the better first; none is always one."""
    found = []
    if rs03_layout(data_sectors, medium.sectors) is not None:
        found.append(Protection.RS03)
    if par2_layout(data_sectors, medium.sectors, "") is not None:
        found.append(Protection.PAR2)
    return (*found, Protection.NONE)
