"""Correcting in a real browser: every step made, undone, kept, exported and seen in the new run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from browser import Open

pytest_plugins = ["browser"]


def test_every_correction_can_be_made_and_undone(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    found = tab.shown()
    tab.choose("4:6 4:5")
    tab.do("split")
    assert tab.shown()[5:7] == ["4:5 4:5", "5:6 5:5"]
    tab.choose("4:5 4:5")
    tab.do("merge")
    assert tab.shown() == found
    tab.do("article -1")
    assert tab.shown()[5:7] == ["4:5 4:5", "5:7 5:6"]
    tab.do("article 1", "page -1")
    assert tab.shown()[5:7] == ["4:6 4:4", "6:7 4:6"]
    tab.do("page 1", "right")
    assert tab.shown() == found
    assert tab.run("return document.querySelector('tr.right').dataset.bead") == "4:6 4:5"
    tab.do("wrong")
    assert tab.run("return document.querySelectorAll('tr.right, tr.wrong').length") == 1
    tab.do("edit")
    tab.run(
        "document.querySelectorAll('dialog textarea')[0].value = 'Một bản dịch mới.';"
        "note.value = 'A note'; document.querySelector('[value=keep]').click()"
    )
    assert tab.text("#b1 .edited .text") == "Một bản dịch mới."
    assert "note: A note" in tab.text("tr.wrong th")
    tab.do("edit")
    tab.run("note.value = 'x'; document.querySelector('[value=cancel]').click()")
    assert "note: A note" in tab.text("tr.wrong th")
    tab.click("input[value=corrected]")
    assert tab.shown() == ["4:6 4:5"]
    tab.click("input[value=all]")
    tab.do("rest")
    assert tab.run("return document.querySelectorAll('tr.right').length") == 12
    tab.do(*["undo"] * 12)
    assert tab.shown() == found
    assert tab.run("return document.querySelectorAll('.badge, .edited').length") == 0
    assert tab.errors() == []


def test_the_keyboard_alone_corrects(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    for key in "jjjr":
        tab.press(key)
    assert tab.run("return document.querySelector('tr.right').id") == "b1-2"
    tab.press("m")
    assert "1:3 2:3" in tab.shown()
    tab.press("u")
    tab.press("u")
    assert tab.run("return document.querySelectorAll('.badge').length") == 0


def test_corrections_outlive_a_reload_and_are_exported(opened: Open, downloads: Path) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    tab.choose("8:9 8:8")
    tab.do("merge", "wrong")
    tab.driver.refresh()
    assert "8:10 8:9" in tab.shown()
    assert tab.run("return document.querySelector('tr.wrong').dataset.bead") == "8:10 8:9"
    tab.do("export")
    path = downloads / "corrections.json"
    tab.wait_for(path)
    made = json.loads(path.read_text())
    path.unlink()
    assert made["article"] == "hanoi"
    assert "8:10 8:9" in made["languages"]["vi"]["beads"]
    assert made["languages"]["vi"]["marks"] == {"8:10 8:9": {"mark": "wrong"}}
    tab.run("localStorage.clear()")


def test_a_correction_is_seen_in_the_accepted_run(
    opened: Open, downloads: Path, walked_run: Path, kladka, tmp_path: Path
) -> None:
    name = walked_run.name
    tab = opened(path=walked_run / name / f"{name}.html")
    tab.run("localStorage.clear()")
    bead = next(bead for bead in tab.shown() if bead.startswith("5:"))
    tab.choose(bead)
    tab.do("edit")
    tab.run(
        "document.querySelector('dialog textarea').value = 'Một câu do người dịch.';"
        "document.querySelector('[value=keep]').click()"
    )
    tab.do("merge", "rest", "export")
    wanted = tab.shown()
    path = downloads / "corrections.json"
    tab.wait_for(path)
    done = kladka(
        "accept", walked_run, path, "--into", tmp_path / "new", KLADKA_CACHE=tmp_path / "cache"
    )
    path.unlink()
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "new" / name / "pl-vi.gold").is_file()
    tab = opened(path=tmp_path / "new" / name / f"{name}.html")
    assert tab.shown() == wanted
    assert tab.text("#b1 .edited .text") == "Một câu do người dịch."
    again = kladka("accept", tmp_path / "new", path.with_name("gone.json"))
    assert again.returncode == 2
    assert "gone.json does not exist" in again.stderr


def test_edited_text_is_text(opened: Open) -> None:
    tab = opened()
    tab.run("localStorage.clear()")
    tab.choose("4:6 4:5")
    tab.do("edit")
    tab.run(
        "document.querySelector('dialog textarea').value = '<img src=x onerror=ran=1>';"
        "note.value = '<script>ran=1</script>'; document.querySelector('[value=keep]').click()"
    )
    tab.driver.refresh()
    assert tab.text("#b1 .edited .text") == "<img src=x onerror=ran=1>"
    assert tab.run("return [window.ran, document.images.length]") == [None, 0]
    tab.run("localStorage.clear()")
