"""The verbs as a user meets them: filters that keep the count, errors that show the way out."""

from __future__ import annotations

from pathlib import Path

import pytest


def test_mt_keeps_order_count_and_blank_lines(kladka) -> None:
    lines = ["Dzień dobry.", "", "   ", "zdjęcie_01.jpg", "2024", "Hanoi leży w Wietnamie."]
    done = kladka("mt", "--from", "pl", "--to", "en", stdin="\n".join(lines) + "\n")
    assert done.returncode == 0
    said = done.stdout.split("\n")
    assert len(said) == len(lines) + 1
    assert said[1] == said[2] == ""
    assert said[3:5] == ["zdjęcie_01.jpg", "2024"]
    assert said[0]
    assert said[5]


def test_mt_of_nothing_is_nothing(kladka) -> None:
    assert kladka("mt", "--from", "pl", "--to", "en").stdout == ""


def test_a_line_of_two_thousand_words_is_translated(kladka) -> None:
    line = " ".join(f"W roku {1000 + i} minister odwiedził Hanoi." for i in range(400))
    done = kladka("mt", "--from", "pl", "--to", "en", stdin=line + "\n")
    assert done.returncode == 0
    assert len(done.stdout.split()) > 100


def test_align_gives_a_ladder_that_covers_both_files(kladka, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Ala ma 13 kotów.\nBierut 1950.\nKoniec Hanoi 7.\n", "utf-8")
    (tmp_path / "b").write_text("Alice has 13 cats.\nBierut 1950.\nThe end Hanoi 7.\n", "utf-8")
    done = kladka("align", tmp_path / "a", tmp_path / "b")
    assert done.stdout.split("\n")[:3] == ["[0]:[0]", "[1]:[1]", "[2]:[2]"]


def test_align_scores_itself_against_hand_made_beads(kladka, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("Hanoi 1950.\nWarszawa 13.\n", "utf-8")
    (tmp_path / "gold").write_text("[0]:[0]\n[1]:[1]\n")
    done = kladka("align", tmp_path / "a", tmp_path / "a", "--gold", tmp_path / "gold")
    assert "strict\t1.0000\t1.0000\t1.0000\n" in done.stdout


def test_score_of_a_text_against_itself_is_a_hundred(kladka, tmp_path: Path) -> None:
    (tmp_path / "h").write_text("The minister spoke in Hanoi today.\n" * 3, "utf-8")
    done = kladka("score", tmp_path / "h", tmp_path / "h")
    assert done.stdout.split("\n")[0].startswith("BLEU\t100.00\t")
    assert "|tok:13a|" in done.stdout


def test_segment_keeps_an_abbreviation_whole(kladka, tmp_path: Path) -> None:
    text = "Dr Nowak przyjechał w 2027 r. do Hanoi. Wrócił w maju.\n"
    (tmp_path / "a.txt").write_text(text, "utf-8")
    done = kladka("segment", "--language", "pl", tmp_path / "a.txt")
    assert done.stdout == "Dr Nowak przyjechał w 2027 r. do Hanoi.\nWrócił w maju.\n"


BAD = {
    "a missing corpus": (("translate", "nowhere"), "nowhere does not exist"),
    "an unknown language": (("mt", "--from", "xx", "--to", "en"), "no language is called 'xx'"),
    "an unknown model": (
        ("mt", "--from", "pl", "--to", "en", "--models", "magic"),
        "no model family or model folder is called 'magic'",
    ),
    "an unknown engine": (
        ("mt", "--from", "pl", "--to", "en", "--engine", "steam"),
        "no engine is called 'steam'",
    ),
    "a pair that nobody translates": (("mt", "--from", "fr", "--to", "en"), "has no fr-en"),
    "broken gold": (("align", "/dev/null", "/dev/null", "--gold", "nowhere"), "does not exist"),
    "a run that is not there": (("show", "nowhere"), "does not exist"),
    "a missing text": (("segment", "--language", "pl", "nowhere.txt"), "does not exist"),
    "a page of another scheme": (("fetch", "file:///etc/passwd"), "file:///etc/passwd"),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_one_sentence_and_exit_2(kladka, what: str, tmp_path: Path) -> None:
    words, sentence = BAD[what]
    done = kladka(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.strip().split("\n")) == 1
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


FILES = {
    "an empty article": ("pl.txt", b"\n \n", "holds no text"),
    "a file that is no text": ("pl.txt", b"\x00\x01\x02", "is not readable text"),
    "a broken article.toml": ("article.toml", b"title = [", "cannot be used"),
    "an unknown key": ("article.toml", b"colour = 'red'", "unknown key 'colour'"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_bad_article_is_named_and_leaves_nothing(kladka, what: str, tmp_path: Path) -> None:
    name, data, sentence = FILES[what]
    folder = tmp_path / "corpus" / "one"
    folder.mkdir(parents=True)
    (folder / "pl.txt").write_text("Dzień dobry.\n", "utf-8")
    (folder / name).write_bytes(data)
    done = kladka("translate", tmp_path / "corpus", "--runs", tmp_path / "runs")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert not (tmp_path / "runs").exists()


def test_an_unwritable_run_folder_is_named(kladka, tmp_path: Path) -> None:
    (tmp_path / "pl.txt").write_text("Dzień dobry.\n", "utf-8")
    (tmp_path / "runs").write_text("a file stands here")
    done = kladka("translate", tmp_path / "pl.txt", "--to", "en", "--runs", tmp_path / "runs")
    assert done.returncode == 2
    assert "cannot write" in done.stderr


def test_help_names_every_verb(kladka) -> None:
    from pipeline.cli import VERBS

    text = kladka("--help").stdout
    assert all(verb in text for verb in VERBS)


def test_export_writes_every_format_and_import_takes_one_back(
    kladka, walked_run: Path, tmp_path: Path
) -> None:
    done = kladka("export", walked_run, "--format", "xliff,moses,parquet", "--into", tmp_path)
    assert done.returncode == 0, done.stderr
    names = sorted(Path(line).name for line in done.stdout.split("\n")[:-1])
    assert f"{walked_run.name}.vi.xlf" in names
    path = next(tmp_path.rglob("*.vi.xlf"))
    text = path.read_text("utf-8")
    at = text.index("<target>", text.index('state="initial"'))
    path.write_text(f"{text[:at]}<target>Một. {text[at + 8 :]}", "utf-8")
    done = kladka(
        "import", walked_run, path, "--into", tmp_path / "new", KLADKA_CACHE=tmp_path / "cache"
    )
    assert done.returncode == 0, done.stderr
    assert "Một. " in (tmp_path / "new" / walked_run.name / f"{walked_run.name}.jsonl").read_text()
    done = kladka("export", walked_run, "--format", "docx", "--into", tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("kladka: no format is called 'docx'; known: html, jsonl, md")


@pytest.mark.parametrize("columns", ["40", "80", "132"])
def test_show_wraps_to_the_window(kladka, walked_run: Path, columns: str) -> None:
    done = kladka("show", walked_run, "--to", "vi", COLUMNS=columns)
    assert done.returncode == 0
    assert max(len(line) for line in done.stdout.split("\n")) <= int(columns)
    assert "konwencj" in done.stdout.lower().replace("\n", "")
