"""The runner of a cluster: Ray Data carries shards from step to step, `read → translate → finish`.

Reading and finishing are tasks, translating is a pool of actors that keep their models, on CPU or
GPU. Each step runs in a watched worker beside Ray's own process, so that what kills it is found by
the same rules as on one machine, and the bytes are the same. Ray does a step again when a process
or a node is lost; sealing a shard twice writes the same files.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from typing import Any

from ..errors import KladkaError, MissingTool
from .asked import Asked, asked
from .local import Work, sealing, wanting
from .outcome import Costs, Pair
from .places import Place, place
from .seal import Seal
from .shards import Shard
from .watch import Limits, Worker, warm
from .work import Crew, Order
from .worker import Job

_BLOCKS = 4096  # at most: a shard each until there are more shards than that
Row = dict[str, Any]


def run(work: Work, shards: Sequence[Shard], again: bool = False) -> Iterator[tuple[Seal, Costs]]:
    """Seal each of these shards on the cluster of $RAY_ADDRESS, or one on this machine.

    $KLADKA_RAY_GPUS is how many GPUs a translating actor takes (0). Raises MissingTool, and what a
    worker raises that no article is to blame for.
    """
    try:
        import ray
        from ray.exceptions import RayError
    except ImportError:
        raise MissingTool("ray", "ray") from None
    if not shards:
        return
    _connect(ray)
    try:
        for row in _pipeline(ray, work, shards, again).iter_rows():
            yield pickle.loads(row["made"])
    except RayError as error:
        cause = getattr(error, "cause", None)
        if isinstance(cause, KladkaError):
            raise cause from None
        raise Broken(str(error).strip().rpartition("\n")[2]) from None


class Broken(KladkaError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"the Ray cluster gave up ({why[:300]}); see ray status, then run it again"
        )


def _connect(ray: Any) -> None:
    import logging

    for name in ("ray", "ray.data"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if not ray.is_initialized():
        os.environ.setdefault("RAY_DATA_DISABLE_PROGRESS_BARS", "1")
        ray.init(
            address=os.environ.get("RAY_ADDRESS"),
            logging_level="ERROR",
            log_to_driver=False,
            configure_logging=False,
        )
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)


def _pipeline(ray: Any, work: Work, shards: Sequence[Shard], again: bool) -> Any:
    step = _Step(work.place.address, work.order, work.pairs, work.limits, again)
    rows = [{"shard": pickle.dumps(shard)} for shard in shards]
    data = ray.data.from_items(rows, override_num_blocks=min(len(rows), _BLOCKS))
    gpus = float(os.environ.get("KLADKA_RAY_GPUS", 0))
    pool = ray.data.ActorPoolStrategy(min_size=1, max_size=work.workers)
    return (
        data.map(step.read, num_cpus=1)
        .map(_Translator, fn_constructor_args=[step], compute=pool, num_cpus=1, num_gpus=gpus)
        .map(step.finish, num_cpus=1)
    )


class _Step:
    """What every step must know, as it travels to other machines."""

    def __init__(
        self, address: str, order: Order, pairs: tuple[Pair, ...], limits: Limits, again: bool
    ) -> None:
        self._address, self._again = address, again
        self.order, self.pairs, self.limits = order, pairs, limits

    @property
    def _place(self) -> Place:
        return place(self._address)

    def _asked(self) -> Asked:
        return asked(self.order, Crew(self.order))

    def read(self, row: Row) -> Row:
        wanted = wanting(self._place, pickle.loads(row["shard"]), self._again)
        done = self._once(Job("read", wanted.todo))
        return {**row, "load": pickle.dumps((done.result, done.costs))}

    def finish(self, row: Row) -> Row:
        shard = pickle.loads(row["shard"])
        ready, heard, signatures, costs = pickle.loads(row["load"])
        done = self._once(Job("finish", ready=tuple(ready), heard=heard, signatures=signatures))
        wanted = wanting(self._place, shard, self._again)
        made = sealing(self._place, shard, wanted, done.result, self._asked())
        return {"made": pickle.dumps((made, {**costs, **done.costs}))}

    def _once(self, job: Job) -> Any:
        worker = Worker(self.order, self.limits)
        try:
            return worker.run(job)
        finally:
            worker.close()


class _Translator:
    """An actor with a worker of its own, whose models stay loaded."""

    def __init__(self, step: _Step) -> None:
        warm(step.order, step.pairs)
        self._worker = Worker(step.order, step.limits)

    def __call__(self, row: Row) -> Row:
        ready, costs = pickle.loads(row["load"])
        articles = tuple(one.article for one in ready)
        done = self._worker.run(Job("translate", articles, ready=tuple(ready)))
        return {**row, "load": pickle.dumps((*done.result, {**costs, **done.costs}))}
