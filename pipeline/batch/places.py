"""Where a batch is kept: a folder of this machine, or an object store by way of fsspec."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from .. import files
from ..errors import MissingFile, MissingTool, OutputError


class Place(Protocol):
    """Names are relative, with `/` between; what is written is there whole or not at all."""

    address: str

    def read(self, name: str) -> bytes: ...

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]: ...

    def names(self, folder: str) -> set[str]: ...

    def remove(self, name: str) -> None: ...

    def alone(self) -> AbstractContextManager[None]: ...


def place(address: str | Path) -> Place:
    """The place of an address: `s3://bucket/run` is remote, all else a folder."""
    return Remote(str(address)) if "://" in str(address) else Local(Path(address))


def write(where: Place, name: str, data: bytes) -> None:
    """Put `data` there whole or not at all. Raises OutputError."""
    with where.writing(name) as stream:
        stream.write(data)


class Local:
    def __init__(self, root: Path) -> None:
        self.root, self.address = root, str(root)

    def read(self, name: str) -> bytes:
        return files.read_bytes(self.root / name)

    def writing(self, name: str) -> AbstractContextManager[BinaryIO]:
        return files.placing(self.root / name)

    def names(self, folder: str) -> set[str]:
        inside = self.root / folder
        return {path.name for path in inside.iterdir()} if inside.is_dir() else set()

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else works here; what a killed run left half-written is swept away."""
        with files.locked(self.root):
            for left in self.root.rglob(".?*.*"):
                left.unlink(missing_ok=True)
            yield


class Remote:
    """An object store puts whole objects, so nothing has to be renamed; nothing can be locked."""

    def __init__(self, address: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise MissingTool("fsspec", "ray") from None
        self.address = address.rstrip("/")
        try:
            self._store, self._root = url_to_fs(self.address)
        except (ImportError, ValueError) as error:
            hint = "install what that kind of address needs"
            raise OutputError(address, str(error), hint) from None

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def read(self, name: str) -> bytes:
        return read_remote(self._store, self._at(name), f"{self.address}/{name}")

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        with tempfile.TemporaryDirectory() as folder:
            beside = Path(folder) / "beside"
            with beside.open("wb") as stream:
                yield stream
            try:
                self._store.makedirs(self._at(name).rpartition("/")[0], exist_ok=True)
                self._store.put_file(str(beside), self._at(name))
            except Exception as error:  # each store has errors of its own
                raise OutputError(f"{self.address}/{name}", str(error)) from None

    def names(self, folder: str) -> set[str]:
        self._store.invalidate_cache()
        if not self._store.exists(self._at(folder)):
            return set()
        found = self._store.ls(self._at(folder), detail=False)
        return {str(path).rpartition("/")[2] for path in found}

    def remove(self, name: str) -> None:
        if self._store.exists(self._at(name)):
            self._store.rm_file(self._at(name))

    def alone(self) -> AbstractContextManager[None]:
        return nullcontext()


def read_remote(store: Any, path: str, shown: str) -> bytes:
    """The bytes of an object. Raises MissingFile, OutputError for a store that does not answer."""
    try:
        return bytes(store.cat_file(path))
    except FileNotFoundError:
        raise MissingFile(shown) from None
    except Exception as error:
        raise OutputError(shown, str(error), "see that the store can be reached") from None


def read_input(root: Path, path: str) -> bytes:
    """A file that a manifest names: an address, or a path under the manifest's folder."""
    if "://" not in path:
        return files.read_bytes(root / path)
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise MissingTool("fsspec", "ray") from None
    store, inside = url_to_fs(path)
    return read_remote(store, inside, path)
