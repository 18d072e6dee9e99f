"""Faults inside SQLite itself: at every write, flush, cut and removal of database and journal.

SQLite reaches the disk through a table of functions (its VFS) that may be exchanged while it runs.
Here the functions of the system's own table are wrapped, so that a fault can meet each single step
of a commit, in the same library that the program uses, without a compiler or a tracer.
"""

import _sqlite3
import ctypes
import errno
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p

_OK = 0
_FULL = 13
_IOERR = {"dbread": 266, "dbwrite": 778, "dbsync": 1034, "dbcut": 1546, "dbremove": 2570}
_CANTOPEN = 14

Crossing = Callable[[str, str, Callable[[], object] | None], None]
"""Is told step, path and (of a write) how to do half of it; raises `OSError` for a fault."""


class _Methods(ctypes.Structure):
    """`sqlite3_io_methods`, as much of it as is wrapped; the rest is copied as it is."""


_CLOSE = CFUNCTYPE(c_int, c_void_p)
_MOVE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_CUT = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)
_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_REMOVE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)

_Methods._fields_ = [
    ("version", c_int),
    ("close", _CLOSE),
    ("read", _MOVE),
    ("write", _MOVE),
    ("truncate", _CUT),
    ("sync", _SYNC),
    ("rest", c_void_p * 13),
]


class _Vfs(ctypes.Structure):
    """`sqlite3_vfs`."""


_Vfs._fields_ = [
    ("version", c_int),
    ("file_bytes", c_int),
    ("longest_path", c_int),
    ("following", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("open", _OPEN),
    ("remove", _REMOVE),
    ("rest", c_void_p * 14),
]


class WatchedSqlite:
    """The process's SQLite, each of whose steps on the disk is told to `crossing` first.

    It has to live as long as the process uses SQLite.
    """

    def __init__(self, crossing: Crossing) -> None:
        # Found through Python's own module, whether the library is the system's or part of it.
        library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        library.sqlite3_vfs_find.argtypes = [c_char_p]
        library.sqlite3_vfs_register.argtypes = [POINTER(_Vfs), c_int]
        self._crossing = crossing
        self._real = library.sqlite3_vfs_find(None).contents
        self._paths: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._original: dict[int, _Methods] = {}
        self._kept: list[object] = []
        self._vfs = _Vfs.from_buffer_copy(self._real)
        self._vfs.name = b"watched"
        self._vfs.open = self._keep(_OPEN(self._open))
        self._vfs.remove = self._keep(_REMOVE(self._remove))
        library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def _keep(self, function: "ctypes._FuncPointer") -> "ctypes._FuncPointer":
        self._kept.append(function)
        return function

    def _met(self, step: str, path: str, half: Callable[[], object] | None = None) -> int:
        """The code that SQLite is to get instead of the step; 0 to go on."""
        try:
            self._crossing(step, path, half)
        except OSError as error:
            if error.errno == errno.ENOSPC and step != "dbread":
                return _FULL
            return _IOERR.get(step, _CANTOPEN)
        return _OK

    def _open(
        self, vfs: int, name: int, file: int, flags: int, given: "ctypes._Pointer[c_int]"
    ) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        if path and (code := self._met("dbopen", path)):
            # A file that was not opened has no methods, and is not closed.
            ctypes.memset(file, 0, ctypes.sizeof(c_void_p))
            return code
        code = self._real.open(ctypes.addressof(self._real), name, file, flags, given)
        table = c_void_p.from_address(file)
        if code == _OK and path and table.value:
            self._paths[file] = path
            self._original[file] = _Methods.from_address(table.value)
            table.value = ctypes.addressof(self._wrapped(table.value))
        return code

    def _wrapped(self, table: int) -> _Methods:
        found = self._methods.get(table)
        if found is None:
            found = _Methods()
            version = c_int.from_address(table).value
            # Older tables are shorter: 13 entries in the first version, 17 in the second, then 19.
            length = ctypes.sizeof(c_void_p) * {1: 13, 2: 17}.get(version, 19)
            ctypes.memmove(ctypes.byref(found), table, length)
            found.close = self._keep(_CLOSE(self._close))
            found.read = self._keep(_MOVE(self._read))
            found.write = self._keep(_MOVE(self._write))
            found.truncate = self._keep(_CUT(self._truncate))
            found.sync = self._keep(_SYNC(self._sync))
            self._methods[table] = found
        return found

    def _remove(self, vfs: int, name: bytes, flush_folder: int) -> int:
        code = self._met("dbremove", name.decode())
        return code or self._real.remove(ctypes.addressof(self._real), name, flush_folder)

    def _close(self, file: int) -> int:
        self._paths.pop(file, None)
        return self._original.pop(file).close(file)

    def _read(self, file: int, room: int, size: int, offset: int) -> int:
        code = self._met("dbread", self._paths[file])
        return code or self._original[file].read(file, room, size, offset)

    def _write(self, file: int, data: int, size: int, offset: int) -> int:
        write = self._original[file].write
        code = self._met("dbwrite", self._paths[file], lambda: write(file, data, size // 2, offset))
        return code or write(file, data, size, offset)

    def _truncate(self, file: int, size: int) -> int:
        code = self._met("dbcut", self._paths[file])
        return code or self._original[file].truncate(file, size)

    def _sync(self, file: int, how: int) -> int:
        code = self._met("dbsync", self._paths[file])
        return code or self._original[file].sync(file, how)
