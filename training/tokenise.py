"""Text becomes piece ids: one SentencePiece model for all languages, and flat arrays of pairs."""

from __future__ import annotations

import io
import json
import math
import random
import string
import unicodedata
from array import array
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import sentencepiece

from pipeline.files import to_json, write

from .clean import JOINED, own
from .recipe import Tokenise

END, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
FILES = ("source.spm", "vocab.json")  # what a packaged model says of its pieces
CODES = {"en": ">>eng<<", "vi": ">>vie<<"}
Ints = npt.NDArray[np.int32]
_CUTS = 8  # of a word, to choose from


@dataclass(frozen=True, slots=True)
class Pairs:
    """All pairs as ids: pair i's source is `source[source_at[i] : source_at[i + 1]]`."""

    source: Ints  # language token first, </s> last
    target: Ints  # </s> last
    source_at: Ints
    target_at: Ints
    group: Ints  # row of `groups`: which direction and source
    groups: list[str]

    def save(self, path: Path) -> None:
        stream = io.BytesIO()
        np.savez(
            stream,
            source=self.source,
            target=self.target,
            source_at=self.source_at,
            target_at=self.target_at,
            group=self.group,
            groups=np.array(self.groups),
        )
        write(path, stream.getvalue())

    @staticmethod
    def load(path: Path) -> Pairs:
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in stored.files}
        return Pairs(**{**arrays, "groups": [str(name) for name in arrays["groups"]]})

    @property
    def source_lengths(self) -> Ints:
        return np.diff(self.source_at)

    @property
    def target_lengths(self) -> Ints:
        return np.diff(self.target_at)


class Pieces:
    """Text to ids and back, exactly as MarianTokenizer does it with the packaged files."""

    def __init__(self, folder: Path) -> None:
        self.model = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        text = (folder / "vocab.json").read_text(encoding="utf-8")
        self.ids: dict[str, int] = json.loads(text)
        self.names = {number: piece for piece, number in self.ids.items()}

    @property
    def end(self) -> int:
        return self.ids[END]

    @property
    def pad(self) -> int:
        return self.ids[PAD]

    def encode(self, text: str) -> list[int]:
        unknown = self.ids[UNKNOWN]
        return [self.ids.get(piece, unknown) for piece in self.model.encode(text, out_type=str)]

    def source(self, text: str, target_language: str) -> list[int]:
        return [self.ids[CODES[target_language]], *self.encode(text), self.end]

    def sampled(
        self, text: str, target_language: str, sharpness: float, chooser: random.Random
    ) -> list[int]:
        """As `source`, cut into pieces by chance: the sharper, the nearer the likeliest cut.

        No piece goes beyond a word, so each word is cut by itself. SentencePiece's own sampling is
        left alone: it cuts otherwise in every process, whatever the seed.
        """
        ids: list[int] = []
        for word in text.split(" "):
            cuts, scores = self._cuts(word)
            weights = [math.exp(sharpness * (score - scores[0])) for score in scores]
            ids += chooser.choices(cuts, weights)[0]
        return [self.ids[CODES[target_language]], *ids, self.end]

    @cache  # noqa: B019  (as many words as the text has; gone with the step)
    def _cuts(self, word: str) -> tuple[list[list[int]], list[float]]:
        """The likeliest cuts of a word and their log-probabilities, best first."""
        found = self.model.nbest_encode(word, out_type=int, nbest_size=_CUTS)
        unknown, name = self.ids[UNKNOWN], self.model.id_to_piece
        cuts = [[self.ids.get(name(piece), unknown) for piece in cut] for cut in found]
        return cuts, [sum(map(self.model.get_score, cut)) for cut in found]

    def decode(self, ids: list[int]) -> str:
        special = {self.end, self.pad}
        return str(self.model.decode([self.names[i] for i in ids if i not in special]))


def tokenise(
    settings: Tokenise, pairs: Path, out: Path, seed: int, start: Path | None = None
) -> dict[str, object]:
    """Write source.spm, vocab.json and pairs.npz to `out`; return counts.

    With `start`, a packaged model that the training goes on from, its pieces are kept and none learnt.
    """
    rows = [line.split("\t") for line in pairs.read_text(encoding="utf-8").split("\n") if line]
    if start is None:
        _learn(settings, rows, out, seed)
    else:
        for name in FILES:
            write(out / name, (start / name).read_bytes())
    pieces = Pieces(out)
    encoded = _encode(settings, rows, pieces, seed)
    encoded.save(out / "pairs.npz")
    report: dict[str, object] = {
        "pairs": len(encoded.group),
        "source pieces": len(encoded.source),
        "target pieces": len(encoded.target),
    }
    write(out / "report.json", to_json(report))
    return report


def _learn(settings: Tokenise, rows: list[list[str]], out: Path, seed: int) -> None:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_sample(settings, rows, seed)),
        model_writer=model,
        model_type="unigram",
        vocab_size=settings.vocabulary - 4,
        character_coverage=settings.coverage,
        normalization_rule_name="identity",
        split_digits=True,
        required_chars=_letters(),
        unk_id=0,
        bos_id=-1,
        eos_id=-1,
        pad_id=-1,
        num_threads=2,
        hard_vocab_limit=False,
        minloglevel=1,
    )
    write(out / "source.spm", model.getvalue())
    learnt = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    names = [learnt.id_to_piece(number) for number in range(1, learnt.get_piece_size())]
    names = [END, UNKNOWN, *names, *CODES.values(), PAD]
    write(out / "vocab.json", to_json({name: number for number, name in enumerate(names)}))


def _letters() -> str:
    """Every letter of the three alphabets, so that none is ever unknown."""
    vowels = "aăâeêioôơuưy"
    tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
    toned = [unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones]
    small = "".join(toned) + "đąćęłńóśźż" + string.ascii_lowercase
    return small + small.upper() + string.digits + ".,;:!?-–—…„”“’'\"()/%°€$&+"


def _sample(settings: Tokenise, rows: list[list[str]], seed: int) -> list[str]:
    """As many lines of each language, our own ones several times over."""
    chooser = random.Random(seed)
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    for direction, source, *texts in rows:
        if source == JOINED:  # says nothing that is not there already
            continue
        for language, text in zip(direction.split("-"), texts, strict=True):
            said[language][text] = own(source)
    lines: list[str] = []
    for texts_of in said.values():
        ours = [text for text, is_ours in texts_of.items() if is_ours] * settings.own_copies
        rest = [text for text, is_ours in texts_of.items() if not is_ours]
        chooser.shuffle(rest)
        lines += (ours + rest)[: settings.lines_per_language]
    return lines


def _encode(settings: Tokenise, rows: list[list[str]], pieces: Pieces, seed: int) -> Pairs:
    """Every pair, and again with its source cut by chance, own text more often than the rest.

    Kudo 2018, "Subword Regularization": a word learnt in several cuts is known better in a new form.
    """
    chooser = random.Random(seed)
    source, target, group = array("i"), array("i"), array("i")
    source_at, target_at = array("i", [0]), array("i", [0])
    groups: dict[str, int] = {}
    for direction, name, left, right in rows:
        language = direction.split("-")[1]
        here = [*pieces.encode(right), pieces.end]
        samples = settings.own_samples if own(name) else settings.samples
        cuts = [pieces.source(left, language)]
        cuts += [
            pieces.sampled(left, language, settings.sharpness, chooser) for _ in range(samples)
        ]
        for there in cuts:
            if max(len(there), len(here)) > settings.longest_pieces:
                continue
            source.extend(there)
            target.extend(here)
            source_at.append(len(source))
            target_at.append(len(target))
            group.append(groups.setdefault(f"{direction} {name}", len(groups)))
    return Pairs(
        source=np.array(source, np.int32),
        target=np.array(target, np.int32),
        source_at=np.array(source_at, np.int32),
        target_at=np.array(target_at, np.int32),
        group=np.array(group, np.int32),
        groups=list(groups),
    )
