"""Small files in the workspace that several processes share: one at a time, whole or not at all.

A file of our own rather than a row of the store: connectors do not know the store, and `check`, `connect` and
`check-order` call platforms while a `sync` holds the store's lock. It holds on one machine, as the workspace
does. What stands in the file is for its owner.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from relance_sync.errors import Stop

_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


class StateFile:
    """One such file.

    Attributes:
        path: Where it is; its folder is made when it is first needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep everybody else out while the block runs, other processes too; waits for its turn.

        Raises:
            Stop: If the workspace cannot be written to.
        """
        handle = self._open_lock()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            # The lock's file stays: one that is deleted could be locked twice.
            yield
        finally:
            os.close(handle)

    def read(self) -> bytes | None:
        """Return what stands in it; None if there is no such file.

        Raises:
            Stop: If it cannot be read.
        """
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Stop(f"{self.path} cannot be read: {error.strerror}. Check whose file it is.") from error

    def write(self, content: bytes, *, durable: bool = False) -> None:
        """Replace it in one step, readable by its owner only.

        Args:
            content: All of it.
            durable: Return only when it would outlive a power cut.

        Raises:
            Stop: If it cannot be written.
        """
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            self._make_folder()
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, _PRIVATE_FILE)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                if durable:
                    os.fsync(handle)
            beside.replace(self.path)
            if durable:
                self._keep_name()
        except OSError as error:
            raise self._unwritable(error) from error

    def delete(self) -> bool:
        """Delete it; False if it was not there.

        Raises:
            Stop: If it cannot be deleted.
        """
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise self._unwritable(error) from error
        return True

    def _open_lock(self) -> int:
        lock = self.path.with_name(f"{self.path.name}.lock")
        try:
            self._make_folder()
            return os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE_FILE)
        except OSError as error:
            raise self._unwritable(error) from error

    def _make_folder(self) -> None:
        self.path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)

    def _keep_name(self) -> None:
        """Make the new name in the folder as lasting as the file."""
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _unwritable(self, error: OSError) -> Stop:
        return Stop(
            f"{self.path} cannot be written: {error.strerror}. Check that there is room and that you may"
            " write into the workspace folder, then try again."
        )
