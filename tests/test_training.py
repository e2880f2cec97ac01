"""The training recipe, all of it, on a little text that the project has itself."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.models import fingerprint, model, table
from pipeline.supply import examine

ROOT = Path(__file__).parent.parent
STEPS = ("clean", "tokenise", "embed", "align", "train", "average", "evaluate", "package")
NEEDS = ("scipy", "numba")


def _train(tree: Path, *words: object) -> str:
    command = [sys.executable, "-m", "training", "--work", str(tree / "work"), *map(str, words)]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The project with nothing beside it, so without ../shared/data."""
    for name in NEEDS:
        pytest.importorskip(name)
    tree = tmp_path / "kladka"
    tree.mkdir()
    for name in ("training", "pipeline", "corpora"):
        (tree / name).symlink_to(ROOT / name)
    return tree


@pytest.mark.slow
def test_the_whole_recipe_runs_on_2000_pairs_in_five_minutes(tree: Path) -> None:
    began = time.monotonic()
    told = _train(tree, "--sample", 2000)
    assert time.monotonic() - began < 300
    assert "learning from the project's own triples alone" in told
    assert "no tuning sets here: nothing to evaluate on" in told
    assert all(re.search(rf"{step}: .*\(\d+ s\)", told) for step in STEPS)
    compared = re.search(r"overlap: ([\d,]+) training texts, ([\d,]+) test lines, .* 0 found", told)
    assert compared
    assert min(int(count.replace(",", "")) for count in compared.groups()) > 1000
    folder = tree / "work" / "pl-en-vi-sample-2000" / "package" / "pl-en-vi"
    made = table()[0]._replace(folder=folder)
    assert len(fingerprint(made)) == 64
    assert {finding.level for finding in examine(made)} == {"good"}
    assert model("pl", "vi", str(folder)).tokens == {"vi": ">>vie<<"}
    again = _train(tree, "--sample", 2000, *STEPS[:4])
    assert [line.split(" ", 1)[1] for line in again.strip().split("\n")[1:]] == [
        f"{step}: done before" for step in STEPS[:4]
    ]
