"""Guards: what each one sees, what none minds, and which answer stays."""

from __future__ import annotations

import pytest

from pipeline.flags import FLAGS, HARD
from pipeline.glossary import Glossary, Term
from pipeline.guards import GUARDS, Guarded, Pair, found
from pipeline.records import Said

LONG = "Minister odwiedził dziś stolicę kraju i przemówił w parlamencie."


@pytest.mark.parametrize(
    ("flag", "source", "said"),
    [
        ("empty", "Dzień dobry", ""),
        ("empty", "Dzień dobry", " .,"),
        ("loop", "Dzień dobry", "good good good good good good"),
        ("loop", "Dzień dobry", "of the of the of the of the of the"),
        ("loop", "Dzień dobry", "well of the of the of the of the of the"),
        ("loop", "Rok 2024", "2400000000000"),
        ("loop", LONG, "the minister of the state came and " * 3),
        ("repeat", LONG, "The minister visited the capital of the capital of the country today."),
        (
            "repeat",
            LONG,
            "The minister visited the capital today and spoke in parliament Parliament.",
        ),
        (
            "repeat",
            LONG,
            "The minister visited the country of country of the country today, he spoke.",
        ),
        ("repeat", LONG, "The minister brought many deep opinions of opinions to parliament."),
        ("copy", LONG, LONG),
        ("copy", LONG, f"{LONG[:-1]}, Monday."),
        ("copy", "Przedawniło się dziś.", "Przedawniło się dziś."),
        ("language", LONG, "Bộ trưởng đã thăm thủ đô của nước này và phát biểu tại quốc hội."),
        ("language", LONG, "Der Minister hat heute die Hauptstadt des Landes besucht."),
        ("stray", LONG, "The minister spoke of trách nhiệm in parliament today."),
        ("short", LONG, "The minister"),
        (
            "length",
            LONG,
            f"The minister visited the capital. {LONG.replace('i', 'the')} And so on.",
        ),
        ("numbers", "W 2024 roku", "In 2025"),
        ("numbers", "Zginęły 3 osoby.", "Four people died."),
        ("numbers", "Koszt to 2,5 mln zł.", "It costs 2.6 million zlotys."),
        ("numbers", "Zacznie się o 18.30.", "It begins at 18.40."),
        ("dates", "Wrócił 25 października.", "He returned on 25 November."),
        ("dates", "Wrócił we wtorek.", "He returned on Monday."),
        ("addresses", "Zob. https://a.example/b.", "See https://a.example/c."),
        ("addresses", "Pisz na jan@kowalski.pl!", "Write to John!"),
        ("addresses", "Zob. z71-cong.jpg, proszę.", "See the picture, please."),
        ("addresses", "Akcja #StopPrzemocy trwa.", "The campaign #stop goes on."),
        ("names", "Gościem był generał Lương Tam Quang z Hanoi.", "The guest was a general."),
        ("brackets", "Policja (CBŚP) weszła.", "Police (CBŚP went in."),
        ("quotes", "Mówił o „nowej erze” w kraju.", 'He spoke of a "new era in the country.'),
    ],
)
def test_a_guard_sees(flag: str, source: str, said: str) -> None:
    assert flag in found(Pair(source, said, "pl", "en"))


@pytest.mark.parametrize(
    ("target", "source", "said"),
    [
        (
            "en",
            "Ponad 2500 delegatów ze 110 krajów przyjechało do Hanoi 25 października.",
            "More than 2,500 delegates from 110 countries came to Hanoi on 25 October.",
        ),
        ("en", "Zatrzymano 15 tys. osób.", "Some 15,000 people were detained."),
        ("en", "Zacznie się o 18.30.", "It starts at 6:30 p.m."),
        ("en", "Podpisano to 25.10.2024 r.", "It was signed on October 25, 2024."),
        ("en", "Kościół z 16. wieku.", "A church of the XVI century."),
        ("en", "Zginęły 3 osoby.", "Three people died."),
        ("vi", "Zginęły 3 osoby.", "Ba người thiệt mạng."),
        ("vi", "Wrócił 25 października.", "Ông trở về ngày 25/10."),
        ("vi", "Wrócił w maju 2024 r.", "Ông trở về vào tháng 5 năm 2024."),
        ("en", "Rozmawiał z generałem Lương Tam Quangiem.", "He spoke to general Luong Tam Quang."),
        ("en", "Był w Stanach Zjednoczonych.", "He was in the United States."),
        ("en", "Hanoi", "Hanoi"),
        ("en", "Lương Tam Quang, Đà Nẵng, Hanoi", "Lương Tam Quang, Đà Nẵng, Hanoi"),
        ("en", "Lương Tam Quang, Hanoi", "Lương Tam Quang, Hanoi"),
        ("en", "2 500", "2 500"),
        ("en", "Na obiad była zupa phở.", "There was phở for lunch, and café au lait."),
        ("en", "Budowano ją odcinek po odcinku.", "It was built section by section."),
        ("en", "To było bardzo, bardzo dawno.", "It was a very, very long time ago."),
        ("vi", "Mówił o tym zawsze, zawsze.", "Ông luôn luôn nói về điều đó."),
        (
            "vi",
            "Czas na Japonię. To państwo wyspiarskie.",
            "Hãy xét Nhật Bản. Nhật Bản là đảo quốc.",
        ),
    ],
)
def test_no_guard_minds_a_good_translation(target: str, source: str, said: str) -> None:
    assert found(Pair(source, said, "pl", target)) == ()


def test_every_guard_has_a_flag_with_a_reason_and_a_rank() -> None:
    assert FLAGS.keys() - GUARDS.keys() == {"length limit", "too long", "terms", "foreign"}
    assert all(flag.reason for flag in FLAGS.values())
    assert {"empty", "loop", "copy", "language", "short"} <= HARD
    assert {"numbers", "names", "quotes"}.isdisjoint(HARD)


def test_an_empty_answer_is_not_told_to_be_short_as_well() -> None:
    assert found(Pair(LONG, "", "pl", "en")) == ("empty",)


class Saying:
    """An engine with fixed hypotheses that counts what it is asked."""

    def __init__(self, name: str, *said: tuple[str, float]) -> None:
        self.signature, self._said = name, said
        self.asked: list[str] = []

    def translate(self, texts):
        return [some[0] for some in self.hypotheses(texts)]

    def hypotheses(self, texts):
        self.asked += texts
        return [tuple(Said(text, (text,), score) for text, score in self._said) for _ in texts]


def test_the_first_sound_hypothesis_stays_and_no_retry_is_asked() -> None:
    first = Saying("a", ("In 2025", -0.1), ("In 2024", -0.3), ("In the 2024", -0.2))
    retry = Saying("b", ("In 2024!", -0.1))
    said = Guarded(first, "pl", "en", [retry]).translate(["W 2024 roku"])
    assert said == [Said("In 2024", ("In 2024",), -0.3)]
    assert retry.asked == []


def test_a_broken_answer_is_asked_for_until_it_is_whole() -> None:
    loop, whole = "a a a a a a a", "Good morning"
    one, two, three = Saying("a", (loop, -0.1)), Saying("b", (loop, -0.2)), Saying("c", (whole, -2))
    never = Saying("d", (whole, -1))
    said = Guarded(one, "pl", "en", [two, three, never]).translate(["Dzień dobry"])
    assert said == [Said(whole, (whole,), -2)]
    assert never.asked == []


def test_what_no_retry_mends_keeps_its_flag() -> None:
    loop = Saying("a", ("a a a a a a a", -0.1))
    assert Guarded(loop, "pl", "en", [loop]).translate(["Dzień dobry"])[0].flags == ("loop",)


def test_a_soft_flag_asks_the_first_retry_only() -> None:
    first, wide, careful = Saying("a", ("In 2025", -1)), Saying("b", ("In 25", -1)), Saying("c")
    said = Guarded(first, "pl", "en", [wide, careful]).translate(["W 2024 roku"])
    assert said[0].flags == ("numbers",)
    assert (wide.asked, careful.asked) == (["W 2024 roku"], [])


def test_a_hypothesis_that_honours_the_glossary_is_preferred() -> None:
    terms = Glossary((Term("konwencja", "en", "convention"),))
    heard = Saying("a", ("He signed the treaty.", -0.1), ("He signed the conventions.", -0.9))
    said = Guarded(heard, "pl", "en", glossary=terms).translate(["Podpisał konwencję."])
    assert said[0].text == "He signed the conventions."
    other = Guarded(Saying("a", ("A treaty.", -1)), "pl", "en", glossary=terms)
    assert "terms" in other.translate(["Podpisał konwencję."])[0].flags


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("en", "Public security minister, General Luong Tam Quang"),
        ("vi", "Giải quyết thời gian tốt nhất:"),
        ("vi", "Ảnh của ông ấy ở https://vietnamnet.vn/cong-uoc-ha-noi-ngon-hai-dang.html"),
    ],
)
def test_few_words_in_the_right_letters_and_addresses_need_no_model_of_languages(
    target: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.guards.language.identifier", lambda: pytest.fail("asked"))
    assert "language" not in found(Pair(LONG, said, "pl", target))


def test_guards_retries_languages_and_terms_are_in_the_signature() -> None:
    one = Saying("a")
    signatures = {
        Guarded(one, "pl", "en").signature,
        Guarded(one, "pl", "vi").signature,
        Guarded(one, "pl", "en", [one]).signature,
        Guarded(one, "pl", "en", [Saying("b")]).signature,
        Guarded(one, "pl", "en", glossary=Glossary((Term("a", "en", "b"),))).signature,
    }
    assert len(signatures) == 5
