"""The notebook runs top to bottom on a real run, defines nothing and is kept without outputs."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "inspect_alignment.ipynb"
nbformat = pytest.importorskip("nbformat")


def cells() -> list[str]:
    return [cell.source for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]


def test_the_notebook_runs_top_to_bottom(
    walked_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = pytest.importorskip("nbclient").NotebookClient
    monkeypatch.setenv("KLADKA_RUN", str(walked_run))
    notebook = nbformat.read(NOTEBOOK, 4)
    resources = {"metadata": {"path": str(tmp_path)}}
    client(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    shown = [o.data for c in notebook.cells for o in c.get("outputs", ()) if "data" in o]
    assert sum("<table" in data.get("text/html", "") for data in shown) == 4
    assert sum("image/png" in data for data in shown) == 2


def test_the_notebook_defines_no_functions() -> None:
    for source in cells():
        for node in ast.walk(ast.parse(source)):
            assert not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef)


def test_the_notebook_is_kept_without_outputs() -> None:
    for cell in nbformat.read(NOTEBOOK, 4).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
