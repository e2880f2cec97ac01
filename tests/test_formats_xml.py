"""TMX and XLIFF: valid by their specifications, and other tools read in them what we wrote."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from samples import ARTICLE, BREAKS, ENGLISH, PAGE, VIETNAMESE, sample, written

from pipeline.formats import publish, writers
from pipeline.formats.xliff import CORE, MATCHES

X = {"x": CORE}
# TMX 1.4b, appendix A, without the native-code elements inside <seg>, which we never write.
TMX_DTD = """
<!ELEMENT tmx (header, body)> <!ATTLIST tmx version CDATA #FIXED "1.4">
<!ELEMENT header (note|prop|ude)*>
<!ATTLIST header creationtool CDATA #REQUIRED creationtoolversion CDATA #REQUIRED
  segtype (block|paragraph|sentence|phrase) #REQUIRED o-tmf CDATA #REQUIRED
  adminlang CDATA #REQUIRED srclang CDATA #REQUIRED datatype CDATA #REQUIRED
  o-encoding CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED changeid CDATA #IMPLIED>
<!ELEMENT body (tu*)> <!ELEMENT note (#PCDATA)> <!ELEMENT prop (#PCDATA)>
<!ATTLIST note o-encoding CDATA #IMPLIED xml:lang CDATA #IMPLIED lang CDATA #IMPLIED>
<!ATTLIST prop type CDATA #REQUIRED xml:lang CDATA #IMPLIED o-encoding CDATA #IMPLIED
  lang CDATA #IMPLIED>
<!ELEMENT ude (map+)> <!ATTLIST ude name CDATA #REQUIRED base CDATA #IMPLIED>
<!ELEMENT map EMPTY>
<!ATTLIST map unicode CDATA #REQUIRED code CDATA #IMPLIED ent CDATA #IMPLIED subst CDATA #IMPLIED>
<!ELEMENT tu ((note|prop)*, tuv+)>
<!ATTLIST tu tuid CDATA #IMPLIED o-encoding CDATA #IMPLIED datatype CDATA #IMPLIED
  usagecount CDATA #IMPLIED lastusagedate CDATA #IMPLIED creationtool CDATA #IMPLIED
  creationtoolversion CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED segtype (block|paragraph|sentence|phrase) #IMPLIED
  changeid CDATA #IMPLIED o-tmf CDATA #IMPLIED srclang CDATA #IMPLIED>
<!ELEMENT tuv ((note|prop)*, seg)>
<!ATTLIST tuv xml:lang CDATA #REQUIRED o-encoding CDATA #IMPLIED datatype CDATA #IMPLIED
  usagecount CDATA #IMPLIED lastusagedate CDATA #IMPLIED creationtool CDATA #IMPLIED
  creationtoolversion CDATA #IMPLIED creationdate CDATA #IMPLIED creationid CDATA #IMPLIED
  changedate CDATA #IMPLIED changeid CDATA #IMPLIED o-tmf CDATA #IMPLIED lang CDATA #IMPLIED>
<!ELEMENT seg (#PCDATA)>
"""


def test_tmx_pairs_the_article_with_the_page_only() -> None:
    memory = etree.fromstring(written("tmx", sample()))
    assert dict(memory.find("header").attrib) == {
        "creationtool": "kladka",
        "creationtoolversion": "0.1.0",
        "segtype": "sentence",
        "o-tmf": "kladka",
        "adminlang": "en",
        "srclang": "pl",
        "datatype": "plaintext",
    }
    units = memory.findall("body/tu")
    assert len(units) == 9
    assert [s.text for s in units[0].iter("seg")] == [ARTICLE[0][1], PAGE[0][1]]
    assert {p.get("type"): p.text for p in units[0].iter("prop")} == {
        "x-similarity": "0.61",
        "x-confidence": "0.97",
        "x-kind": "title",
    }
    assert not {s.text for s in memory.iter("seg")} & {*ENGLISH[:2], *VIETNAMESE}


def test_machine_translations_are_marked_as_such() -> None:
    memory = etree.fromstring(written("mt.tmx", sample()))
    units = memory.findall("body/tu")
    assert len(units) == 11 + 11
    assert {(u.get("creationid"), u.get("changeid")) for u in units} == {("MT", "MT")}
    assert {u.find("prop[@type='x-mt']").text for u in units} == {sample().bitexts[0].engine}


@pytest.mark.parametrize("name", ["tmx", "mt.tmx"])
@pytest.mark.parametrize("hurt", ["", "\x00\x1f<&\ud800\uffff", BREAKS])
def test_tmx_is_valid(name: str, hurt: str) -> None:
    rules = etree.DTD(io.StringIO(TMX_DTD))
    assert rules.validate(etree.fromstring(written(name, sample(hurt)))), rules.error_log


@pytest.mark.parametrize("hurt", ["", "\x00\x1f<&\ud800\uffff", BREAKS])
def test_xliff_is_valid(hurt: str) -> None:
    rules = etree.RelaxNG(etree.parse(Path(__file__).parent / "xliff21.rng"))
    for root in xliffs(hurt):
        assert rules.validate(root), rules.error_log
        ids = [unit.get("id") for unit in root.iter(f"{{{CORE}}}unit")]
        assert len(set(ids)) == len(ids) == 13
        for match in root.iter(f"{{{MATCHES}}}match"):
            segments = match.getparent().getparent().iterfind("x:segment", X)
            assert match.get("ref") in {f"#{segment.get('id')}" for segment in segments}


def test_the_xliff_rules_can_say_no() -> None:
    rules = etree.RelaxNG(etree.parse(Path(__file__).parent / "xliff21.rng"))
    for name, value in (("state", "done"), ("wrong", "x")):
        root = xliffs()[1]
        root.find(".//x:segment", X).set(name, value)
        assert not rules.validate(root)
    root = xliffs()[1]
    unit = next(root.iter(f"{{{MATCHES}}}matches")).getparent()
    unit.append(unit.find(f"{{{MATCHES}}}matches"))
    assert not rules.validate(root)


def test_xliff_holds_machine_text_the_pages_and_the_flags() -> None:
    english, vietnamese = xliffs()
    assert (english.get("srcLang"), english.get("trgLang")) == ("pl", "en")
    assert not list(english.iter(f"{{{MATCHES}}}match"))
    units = {unit.get("id"): unit for unit in vietnamese.iter(f"{{{CORE}}}unit")}
    unit = units["pl-0004"]
    assert unit.findtext("x:segment/x:source", None, X) == ARTICLE[4][1]
    assert unit.findtext("x:segment/x:target", None, X) == VIETNAMESE[4]
    assert unit.find("x:segment", X).get("state") == "initial"
    match = unit.find(f"{{{MATCHES}}}matches/{{{MATCHES}}}match")
    assert match.findtext("x:target", None, X) == PAGE[4][1]
    assert (match.get("matchQuality"), match.get("matchSuitability")) == ("52.00", "91.00")
    assert units["pl-0002"].get("translate") == "no"
    flags = [note.text for note in units["pl-0010"].iter(f"{{{CORE}}}note")]
    assert flags[0] == "numbers: a number of the article does not come out again"


def xliffs(hurt: str = "") -> list:
    made = []
    for writer in writers("xliff", sample(hurt)):
        stream = io.BytesIO()
        writer.write(sample(hurt), stream)
        made.append(etree.fromstring(stream.getvalue()))
    return made


@pytest.mark.parametrize("hurt", ["", " <&> \r\n\t\u2028 ż "])
def test_translate_toolkit_reads_the_same_units_and_text(hurt: str, tmp_path: Path) -> None:
    tmx = pytest.importorskip("translate.storage.tmx").tmxfile
    xliff = pytest.importorskip("translate.storage.xliff2").Xliff2File
    dossier = sample(hurt)
    for path in publish(dossier, tmp_path, ["tmx", "mt.tmx", "xliff"]):
        root = etree.parse(path).getroot()
        units = [
            unit
            for unit in (tmx if path.suffix == ".tmx" else xliff).parsefile(str(path)).units
            if not unit.isheader()
        ]
        if path.suffix == ".tmx":
            ours = [tuple(s.text for s in unit.iter("seg")) for unit in root.iter("tu")]
        else:
            ours = [
                (s.findtext("x:source", None, X), s.findtext("x:target", None, X))
                for s in root.iter(f"{{{CORE}}}segment")
            ]
        assert [(str(u.source), u.target and str(u.target)) for u in units] == ours


@pytest.mark.slow
def test_omegat_translates_by_our_tmx(tmp_path: Path) -> None:
    """OmegaT's console mode, our TMX as its memory: the page's text comes out, to the letter."""
    omegat = shutil.which("omegat")
    if omegat is None:
        pytest.skip("no OmegaT here: apt-get install omegat")
    for name in ("source", "target", "tm/auto", "omegat", "glossary", "dictionary"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "omegat.project").write_text(OMEGAT)
    path = publish(sample(" <&> ż"), tmp_path / "tm" / "auto", ["tmx"])[0]
    units = [[seg.text for seg in unit.iter("seg")] for unit in etree.parse(path).iter("tu")]
    (tmp_path / "source" / "a.txt").write_text("\n\n".join(ours for ours, _ in units))
    command = [omegat, str(tmp_path), "--mode=console-translate"]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    wanted = "\n\n".join(theirs for _, theirs in units)
    assert (tmp_path / "target" / "a.txt").read_text().strip() == wanted


OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<omegat><project version="1.0">
<source_dir>source</source_dir><target_dir>target</target_dir><tm_dir>tm</tm_dir>
<glossary_dir>glossary</glossary_dir><glossary_file>glossary/glossary.txt</glossary_file>
<dictionary_dir>dictionary</dictionary_dir>
<source_lang>PL</source_lang><target_lang>VI</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>
</project></omegat>
"""
