"""The notebooks run top to bottom on a real run, define nothing and are kept without outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# What each shows of the real article: tables and pictures.
SHOWN = {"inspect_alignment": (4, 2), "quality": (4, 2)}
nbformat = pytest.importorskip("nbformat")
every = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@every
def test_a_notebook_runs_top_to_bottom(
    path: Path, walked_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = pytest.importorskip("nbclient").NotebookClient
    monkeypatch.setenv("KLADKA_RUN", str(walked_run))
    baseline = ROOT / "corpora" / "hanoi-convention" / "baseline.json"
    monkeypatch.setenv("KLADKA_BASELINE", str(baseline))
    notebook = nbformat.read(path, 4)
    resources = {"metadata": {"path": str(tmp_path)}}
    client(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    shown = [o.data for c in notebook.cells for o in c.get("outputs", ()) if "data" in o]
    tables = sum("<table" in data.get("text/html", "") for data in shown)
    assert (tables, sum("image/png" in data for data in shown)) == SHOWN[path.stem]


@every
def test_a_notebook_defines_no_functions(path: Path) -> None:
    for source in cells(path):
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef)


@every
def test_a_notebook_is_kept_without_outputs(path: Path) -> None:
    for cell in nbformat.read(path, 4).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
