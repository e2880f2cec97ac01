"""The house: imports go down only, starting up wakes nobody, the wheel holds what it should."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "pipeline"
FLOORS = {
    "version": 0,
    **dict.fromkeys(("records", "files", "errors", "text", "clauses"), 1),
    **dict.fromkeys(("roles", "languages", "models", "encodings", "flags"), 2),
    **dict.fromkeys(
        [
            "read",
            "web",
            "segment",
            "corpus",
            "memory",
            "engines",
            "guards",
            "identify",
            "aligners",
            "metrics",
            "formats",
            "supply",
        ],
        3,
    ),
    **dict.fromkeys(("store", "documents"), 4),
    "pages": 5,
    "run": 6,
    "compare": 7,
    "corrections": 7,
    "face": 8,
    "cli": 8,
    "__init__": 9,
    "__main__": 10,
}
# Rooms of one floor that lean on each other on purpose.
BESIDE = {("files", "errors"), ("models", "languages"), ("encodings", "languages")}
HEAVY = {"torch", "transformers", "ctranslate2", "sacrebleu", "pandas", "numpy", "lxml", "rich"}


def _room(path: Path) -> str:
    first = path.relative_to(HOUSE).parts[0]
    return first.removesuffix(".py")


def _imported(path: Path) -> set[str]:
    """Rooms of the house that a file imports, however deep inside a function."""
    depth = len(path.relative_to(HOUSE).parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module.split(".")[0]] if node.module else [a.name for a in node.names]
            found.update(names)
    return found


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda p: str(p.name))
def test_imports_go_down_only(path: Path) -> None:
    room = _room(path)
    for other in _imported(path) - {room}:
        assert other in FLOORS, f"{other} has no floor"
        if (room, other) not in BESIDE:
            assert FLOORS[other] < FLOORS[room], f"{room} imports {other}"


def test_every_room_has_a_floor() -> None:
    rooms = {_room(path) for path in HOUSE.rglob("*.py")}
    assert rooms <= FLOORS.keys()


def test_the_command_line_wakes_nothing_heavy() -> None:
    code = f"import sys, pipeline.cli; print(sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_the_command_line_prints() -> None:
    for path in HOUSE.rglob("*.py"):
        if _room(path) in ("cli", "__main__"):
            continue
        calls = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call)]
        assert not [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "print"], path


def test_the_face_gives_what_it_names() -> None:
    import pipeline

    for name in pipeline.__all__:
        assert getattr(pipeline, name) is not None


def test_the_wheel_holds_the_package_and_nothing_beside_it(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    from hatchling.builders.wheel import WheelBuilder

    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"pipeline", _info(names)}
    assert "pipeline/weights/pl-en-vi/model.safetensors" in names
    wanted = {str(p.relative_to(ROOT)) for p in HOUSE.rglob("*.py")}
    assert wanted <= set(names)


def _info(names: list[str]) -> str:
    return next(name.split("/")[0] for name in names if ".dist-info/" in name)
