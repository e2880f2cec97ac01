"""The same shards and bytes from a cluster: three nodes, one of which dies, and an actor that does.

Real Ray processes on this machine; `pip install 'kladka[ray]'` brings them.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.batch.check import Defaults
from pipeline.batch.course import Finished, Wanted, batch
from pipeline.batch.manifest import open_manifest
from pipeline.batch.places import place
from pipeline.batch.tell import Event
from pipeline.batch.watch import Limits
from pipeline.batch.work import Order

ray = pytest.importorskip("ray", reason="ray is not installed: pip install 'kladka[ray]'")
pytest.importorskip("pyarrow")

pytestmark = pytest.mark.slow
ARTICLES = 8


@pytest.fixture(scope="module")
def cluster(cache: Path) -> Iterator[Any]:
    from ray.cluster_utils import Cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KLADKA_CACHE", str(cache))
        size = {"num_cpus": 1, "object_store_memory": 100_000_000}
        made = Cluster(initialize_head=True, head_node_args={**size, "include_dashboard": False})
        patch.setenv("RAY_ADDRESS", made.address)
        for _ in range(2):
            made.add_node(**size)
        yield made
        ray.shutdown()
        made.shutdown()


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ray") / "news.jsonl"
    rows = ({"id": f"a{n}", "text": f"Minister odwiedził Hanoi w {2000 + n}."} for n in range(8))
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def run(
    manifest: Path, into: Path, runner: str, tell: Callable[[Event], None] = lambda _: None
) -> Finished:
    order = Order(str(manifest.parent))
    wanted = Wanted(order, Limits(), 2, ("jsonl",), shard_size=1, runner=runner)
    rows = open_manifest(str(manifest), Defaults("pl", ("en",)))
    return batch(rows, place(into), wanted, tell)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def local(manifest: Path, cluster: Any) -> dict[str, bytes]:
    run(manifest, manifest.parent / "local", "local")
    return tree(manifest.parent / "local")


class Once:
    """Does something when the first shard is sealed."""

    def __init__(self, what: Callable[[], None]) -> None:
        self._what, self.done = what, False

    def __call__(self, event: Event) -> None:
        if event.what == "sealed" and not self.done:
            self.done = True
            self._what()


def test_a_killed_actor_loses_nothing(
    manifest: Path, cluster: Any, local: dict[str, bytes], tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill() -> None:
        for entry in Path("/proc").iterdir():
            try:
                name = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if name.startswith(b"ray::Map") and not killed:
                os.kill(int(entry.name), signal.SIGKILL)
                killed.append(int(entry.name))

    finished = run(manifest, tmp_path, "ray", Once(kill))
    assert killed
    assert finished.standing.done == ARTICLES
    assert tree(tmp_path) == local


def test_a_node_killed_mid_run_loses_nothing(
    manifest: Path, cluster: Any, local: dict[str, bytes], tmp_path: Path
) -> None:
    node = next(iter(cluster.worker_nodes))
    once = Once(lambda: cluster.remove_node(node, allow_graceful=False))
    finished = run(manifest, tmp_path, "ray", once)
    assert once.done
    assert finished.standing.done == ARTICLES
    assert tree(tmp_path) == local


def test_an_object_store_holds_the_same_files(
    manifest: Path, cluster: Any, local: dict[str, bytes], tmp_path: Path
) -> None:
    """By way of fsspec, here over a folder; nothing but whole objects is ever put."""
    order = Order(str(manifest.parent))
    wanted = Wanted(order, Limits(), 1, ("jsonl",), shard_size=1)
    rows = open_manifest(str(manifest), Defaults("pl", ("en",)))
    batch(rows, place(f"file://{tmp_path}/run"), wanted, lambda _: None)
    assert tree(tmp_path / "run") == local
