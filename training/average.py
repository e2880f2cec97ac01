"""The last snapshots of a training become one set of weights, their mean."""

from __future__ import annotations

from pathlib import Path

import torch

from .recipe import Average


class NothingTrained(ValueError):
    """No snapshot to average."""


def average(settings: Average, snapshots: Path, out: Path) -> int:
    """Write the mean of the last snapshots to `out`; return the target tokens seen by the last."""
    paths = sorted(snapshots.glob("*.pt"))[-settings.last :]
    if not paths:
        raise NothingTrained(f"{snapshots} is empty; run the train step first")
    total: dict[str, torch.Tensor] = {}
    for path in paths:
        for name, weight in torch.load(path, map_location="cpu", weights_only=True).items():
            total[name] = total[name] + weight if name in total else weight.clone()
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.with_suffix(".part")
    torch.save({name: weight / len(paths) for name, weight in total.items()}, beside)
    beside.replace(out)
    return int(paths[-1].stem)
