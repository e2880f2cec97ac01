"""What language a text is in: foreign blocks are marked, a wrong article is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents import document, read
from pipeline.errors import WrongLanguage
from pipeline.identify import identified, language_of
from pipeline.languages import LANGUAGES
from pipeline.records import Block, Said
from pipeline.roles import Blocks
from pipeline.run import translate

NEWSROOM = sorted((Path(__file__).parent.parent / "corpora" / "newsroom").glob("a*"))
POLISH = "Minister przyjechał do Hanoi i podpisał umowę, o której rozmawiano od trzech lat."
ENGLISH = "The minister came to Hanoi and signed the deal that they had been waiting for."
VIETNAMESE = "Bộ trưởng đã đến Hà Nội và ký thỏa thuận được hai bên đàm phán trong ba năm."
HUNGARIAN = (
    "A miniszter tegnap érkezett Hanoiba, hogy aláírja azt a megállapodást, amelyről a két ország "
    "három éve tárgyalt, és amely megkönnyíti a diákok életét."
)
SAYS = {
    "cs": "Ministr přijel do Hanoje a podepsal dohodu, o které se jednalo podle něj tři roky.",
    "de": "Der Minister kam nach Hanoi und unterzeichnete das Abkommen, auf das alle warteten.",
    "en": ENGLISH,
    "es": "El ministro llegó a Hanói y firmó el acuerdo que los dos países habían negociado.",
    "fr": "Le ministre est arrivé à Hanoï et a signé l'accord que les deux pays ont négocié.",
    "is": "Ráðherrann kom til Hanoi og skrifaði undir samninginn sem var ræddur í þrjú ár.",
    "it": "Il ministro è arrivato ad Hanoi e ha firmato l'accordo che i due paesi attendevano.",
    "pl": POLISH,
    "ru": "Министр приехал в Ханой и подписал соглашение, о котором говорили три года.",
    "uk": "Міністр приїхав до Ханоя і підписав угоду, про яку говорили три роки.",
    "vi": VIETNAMESE,
}


def _marked(*texts: str, told: str = "pl") -> list[str | None]:
    found = Blocks(None, tuple(Block("paragraph", text) for text in texts))
    return [block.language for block in identified(found, told, "pl.txt").blocks]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_row_is_known_by_a_sentence(code: str) -> None:
    assert language_of(SAYS[code]) == code
    if code != "pl":
        assert _marked(POLISH, POLISH, SAYS[code]) == [None, None, code]


@pytest.mark.parametrize("language", ["pl", "en", "vi"])
def test_no_block_of_the_newsroom_is_foreign_in_its_own_language(language: str) -> None:
    for folder in NEWSROOM:
        found = read(folder / f"{language}.txt")
        assert identified(found, language, "x") == found


@pytest.mark.parametrize("told", ["pl", "en", "vi"])
def test_an_article_in_the_wrong_language_names_what_was_found(told: str) -> None:
    for language in {"pl", "en", "vi"} - {told}:
        wanted = f"is in {LANGUAGES[language].name}, not in {LANGUAGES[told].name}.*--no-identify"
        for folder in NEWSROOM:
            found = read(folder / f"{language}.txt")
            with pytest.raises(WrongLanguage, match=wanted):
                identified(found, told, "x")


def test_a_language_without_a_row_is_named_by_its_code() -> None:
    with pytest.raises(WrongLanguage, match="the language hu, not in Polish"):
        _marked(HUNGARIAN)


@pytest.mark.parametrize(
    "text",
    ["Nguyễn Văn An, Trần Thị Bình, Lê Hoàng", "“Stay, My Love”", "UNESCO, ASEAN, APEC, WTO, G20"],
)
def test_names_and_titles_are_not_foreign(text: str) -> None:
    assert _marked(POLISH, POLISH, POLISH, text)[-1] is None


def test_a_foreign_block_is_split_by_its_own_rules_and_not_translated() -> None:
    foreign = f"{ENGLISH} It was 5 p.m. Friday."
    blocks = tuple(Block("paragraph", text) for text in (POLISH, POLISH, POLISH, foreign))
    made = document(Blocks(None, blocks), "pl", "pl.txt")
    assert [s.language for s in made.segments] == [None, None, None, "en", "en"]

    class Shouting:
        signature = "shouting"

        def translate(self, texts):
            return [Said(text.upper(), (text.upper(),)) for text in texts]

    said = translate(made, Shouting())
    assert [one.text for one in said[2:]] == [POLISH.upper(), ENGLISH, "It was 5 p.m. Friday."]
    assert [one.flags for one in said[2:]] == [(), ("foreign",), ("foreign",)]


def test_a_language_without_a_row_is_taken_at_its_word_and_split_plainly() -> None:
    found = Blocks(None, (Block("paragraph", "Ministras atvyko. Jis pasirašė sutartį."),))
    assert [s.text for s in document(found, "lt", "lt.txt").segments] == [
        "Ministras atvyko.",
        "Jis pasirašė sutartį.",
    ]
