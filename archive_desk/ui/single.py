"""One archive, one window on one machine: the second start brings the first window forward."""

import hashlib
import sys

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from archive_desk.domain.errors import Unavailable
from archive_desk.domain.sentences import say
from archive_desk.paths import ArchiveFolder

_WAIT_MS = 1500
_GREETING = b"come forward\n"


class SingleWindow(QObject):
    """Holds an archive for this window as long as it lives.

    Signals:
        called: another start asked for this archive; come forward.
    """

    called = Signal()

    def __init__(self, folder: ArchiveFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = server_name(folder)
        self._lock = QLockFile(str(folder.lock))
        self._lock.setStaleLockTime(0)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_server_connected)

    def hold(self) -> None:
        """Take the archive.

        Raises:
            Unavailable: another program or another machine has it open.
        """
        if not self._lock.tryLock(0):
            pid, host, _ = self._lock.getLockInfo()
            raise Unavailable(
                say(
                    "这个档案库正由计算机“{host}”上的程序使用（进程 {pid}），不能同时打开。"
                    "请先在那里关闭，再重新打开。",
                    host=host or "?",
                    pid=pid,
                )
            )
        # A crashed window leaves its socket behind; the lock says that nobody listens there.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def release(self) -> None:
        """Let the archive go."""
        self._server.close()
        self._lock.unlock()

    def _on_server_connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_GREETING)
            socket.flush()
            socket.disconnectFromServer()
            self.called.emit()


def server_name(folder: ArchiveFolder) -> str:
    """The name under which the window of an archive listens, the same for every way to write it."""
    path = str(folder.root.resolve())
    if sys.platform == "win32":
        path = path.lower()
    digest = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()
    return f"archive-desk-{digest[:20]}"


def call_forward(folder: ArchiveFolder) -> bool:
    """Ask the window that has this archive open to come forward; False if there is none."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(folder))
    if not socket.waitForConnected(_WAIT_MS):
        return False
    _let_come_forward()
    answered = socket.waitForReadyRead(_WAIT_MS)
    socket.disconnectFromServer()
    return answered


def _let_come_forward() -> None:
    """Windows lets only the program in front give the front away."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
