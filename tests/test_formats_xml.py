"""TMX and XLIFF: valid by their specifications, and other tools read in them what we wrote."""

from __future__ import annotations

import io

import pytest
from lxml import etree
from samples import ARTICLE, BREAKS, ENGLISH, PAGE, VIETNAMESE, sample, written

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
