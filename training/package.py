"""Averaged weights become a model folder any transformers user can load, checked before it is put in place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from pipeline.engines.convert import convert
from pipeline.files import to_json, write

from .decode import greedy, limit
from .network import Marian, sinusoids
from .recipe import Network, Recipe
from .tokenise import CODES, Pieces


class Unfaithful(ValueError):
    """A packaged model that does not say what the trained network says."""


def load_network(recipe: Recipe, weights: Path, pieces: Pieces) -> Marian:
    """The network with averaged weights, ready to translate."""
    network = Marian(recipe.network, len(pieces.ids))
    network.load_state_dict(torch.load(weights, map_location="cpu", weights_only=True))
    network.eval()
    return network


def package(recipe: Recipe, work: Path, probes: list[str], out: Path) -> dict[str, float]:
    """Write the folder `out` from `work`, whole or not at all; return how far the engines agree."""
    pieces = Pieces(work / "tokens")
    network = load_network(recipe, work / "average" / "weights.pt", pieces)
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}."))
    try:
        export(network, recipe, work / "tokens", beside)
        write(beside / "README.md", card(recipe, work).encode())
        write(beside / "SHA256SUMS", _sums(beside))
        agreement = verify(beside, pieces, probes)
        beside.chmod(0o755)
        _swap(beside, out)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return agreement


def export(network: Marian, recipe: Recipe, tokens: Path, out: Path) -> None:
    """The files of the model itself."""
    pieces = Pieces(tokens)
    weights = {name: weight.detach().half() for name, weight in network.state_dict().items()}
    save_file(weights, out / "model.safetensors", metadata={"format": "pt"})
    (out / "model.safetensors").chmod(0o644)
    config = _config(recipe.network, pieces)
    write(out / "config.json", to_json(config))
    write(out / "generation_config.json", to_json(_generation(recipe, pieces)))
    for name in ("source.spm", "target.spm"):
        write(out / name, (tokens / "source.spm").read_bytes())
    write(out / "vocab.json", (tokens / "vocab.json").read_bytes())
    write(out / "tokenizer_config.json", to_json(_TOKENIZER))


_TOKENIZER = {
    "eos_token": "</s>",
    "model_max_length": 512,
    "pad_token": "<pad>",
    "separate_vocabs": False,
    "source_lang": "mul",
    "target_lang": "mul",
    "tokenizer_class": "MarianTokenizer",
    "unk_token": "<unk>",
}


def _config(size: Network, pieces: Pieces) -> dict[str, Any]:
    both = {
        f"{side}_{name}": value
        for side in ("encoder", "decoder")
        for name, value in {
            "attention_heads": size.heads,
            "ffn_dim": size.inner,
            "layers": getattr(size, f"{side}_layers"),
            "layerdrop": 0.0,
        }.items()
    }
    return both | {
        "activation_dropout": 0.0,
        "activation_function": "swish",
        "add_bias_logits": False,
        "add_final_layer_norm": False,
        "architectures": ["MarianMTModel"],
        "attention_dropout": 0.0,
        "bos_token_id": None,
        "d_model": size.width,
        "decoder_start_token_id": pieces.pad,
        "decoder_vocab_size": len(pieces.ids),
        "dropout": 0.0,
        "dtype": "float16",
        "eos_token_id": pieces.end,
        "forced_eos_token_id": None,
        "init_std": 0.02,
        "is_encoder_decoder": True,
        "max_position_embeddings": 512,
        "model_type": "marian",
        "normalize_before": False,
        "normalize_embedding": False,
        "pad_token_id": pieces.pad,
        "scale_embedding": True,
        "share_encoder_decoder_embeddings": True,
        "static_position_embeddings": True,
        "tie_word_embeddings": True,
        "use_cache": True,
        "vocab_size": len(pieces.ids),
    }


def _generation(recipe: Recipe, pieces: Pieces) -> dict[str, Any]:
    return {
        "bad_words_ids": [[pieces.pad]],
        "bos_token_id": None,
        "decoder_start_token_id": pieces.pad,
        "do_sample": False,
        "early_stopping": False,
        "eos_token_id": pieces.end,
        "length_penalty": 1.0,
        "max_new_tokens": 256,
        "no_repeat_ngram_size": 0,
        "num_beams": recipe.package.beam,
        "num_return_sequences": 1,
        "pad_token_id": pieces.pad,
        "repetition_penalty": 1.0,
    }


def verify(folder: Path, pieces: Pieces, probes: list[str]) -> dict[str, float]:
    """How many probes transformers and CTranslate2 say as the trainer does, in float32, greedily,
    all of them free to say nothing.

    Raises Unfaithful when a language token is not one id or most probes differ.
    """
    own = _trainer(folder, pieces)
    agreed = {"transformers": 0, "ctranslate2": 0}
    with ctranslate2_engine(folder, "float32") as engine:
        for language, code in CODES.items():
            wanted = greedy(own, pieces, probes, language)
            others = {
                "transformers": _by_transformers(folder, pieces, probes, code),
                "ctranslate2": say(engine, pieces, probes, language, 1, least=0),
            }
            for name, texts in others.items():
                agreed[name] += sum(a == b for a, b in zip(wanted, texts, strict=True))
    shares = {name: count / (len(CODES) * len(probes)) for name, count in agreed.items()}
    if min(shares.values()) < 0.9:
        raise Unfaithful(f"the packaged model says something else than the trained one: {shares}")
    return shares


def _trainer(folder: Path, pieces: Pieces) -> Marian:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    size = Network(
        config["d_model"],
        config["encoder_ffn_dim"],
        config["encoder_attention_heads"],
        config["encoder_layers"],
        config["decoder_layers"],
    )
    network = Marian(size, len(pieces.ids))
    network.load_state_dict(
        {name: w.float() for name, w in load_file(folder / "model.safetensors").items()}
    )
    network.positions = sinusoids(512, size.width)
    network.eval()
    return network


def _by_transformers(folder: Path, pieces: Pieces, texts: list[str], code: str) -> list[str]:
    from transformers import MarianMTModel, MarianTokenizer

    tokenizer = MarianTokenizer.from_pretrained(folder)
    model = MarianMTModel.from_pretrained(folder, dtype=torch.float32).eval()
    said = []
    for text in texts:
        asked = tokenizer(f"{code} {text}", return_tensors="pt")
        ids = asked["input_ids"][0].tolist()
        if ids != [pieces.ids[code], *pieces.encode(text), pieces.end]:
            raise Unfaithful(f"MarianTokenizer cuts {text!r} otherwise than the trainer")
        most = limit(len(ids))
        with torch.inference_mode():
            out = model.generate(**asked, num_beams=1, do_sample=False, max_new_tokens=most)
        said.append(pieces.decode(out[0].tolist()))
    return said


@contextlib.contextmanager
def ctranslate2_engine(folder: Path, kind: str) -> Iterator[Any]:
    """The folder converted to a compute type, for as long as it is wanted."""
    import ctranslate2

    with tempfile.TemporaryDirectory() as beside:
        place = Path(beside) / "model"
        convert(folder, place, kind)
        yield ctranslate2.Translator(str(place), compute_type=kind, intra_threads=2)


def say(
    engine: Any, pieces: Pieces, texts: list[str], language: str, beam: int, least: int = 1
) -> list[str]:
    """The texts in `language` by a CTranslate2 engine, in order, in `least` pieces or more."""
    sources = [[pieces.names[i] for i in pieces.source(text, language)] for text in texts]
    said: list[str] = [""] * len(texts)
    for most, places in _by_limit(sources).items():
        results = engine.translate_batch(
            [sources[place] for place in places],
            beam_size=beam,
            max_batch_size=1024,
            batch_type="tokens",
            min_decoding_length=least,
            max_decoding_length=most,
        )
        for place, result in zip(places, results, strict=True):
            said[place] = pieces.decode([pieces.ids[name] for name in result.hypotheses[0]])
    return said


def _by_limit(sources: list[list[str]]) -> dict[int, list[int]]:
    """Places of the sources by how long a translation may be."""
    alike: dict[int, list[int]] = defaultdict(list)
    for place, source in enumerate(sources):
        alike[limit(len(source))].append(place)
    return alike


def _sums(folder: Path) -> bytes:
    names = sorted(path.name for path in folder.iterdir() if path.name != "SHA256SUMS")
    sums = ((hashlib.sha256((folder / name).read_bytes()).hexdigest(), name) for name in names)
    return "".join(f"{total}  {name}\n" for total, name in sums).encode()


def _swap(new: Path, out: Path) -> None:
    """Put `new` where `out` is; a reader finds one or the other, but for one instant."""
    old = out.with_name(f".{out.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.replace(old)
    new.replace(out)
    shutil.rmtree(old, ignore_errors=True)


_CARD = """---
license: apache-2.0
language: [pl, en, vi]
library_name: transformers
pipeline_tag: translation
---

# kladka-{name}

A small MarianMT: Polish to English, English to Vietnamese, Polish to Vietnamese, chosen by the token that leads the
source, `>>eng<<` or `>>vie<<`. Made by the recipe `training/` of kladka on a CPU; it
learnt from no other translation model. {note}

{encoder} encoder and {decoder} decoder layers, width {width}, {pieces:,} joint SentencePiece pieces, tied embeddings.
Weights of this run have seen **{tokens:,} target tokens**. A model of this size wants 50 to 150 million.

## Scores on tuning sets (never trained on; the first {lines} sentences of each)

{scores}

## Training text and its licences

{sources}
"""

_SOURCES = """news-triples and prose-triples are the project's own (Apache-2.0); a large language model wrote the second, all three
sides. The rest, as stated in the sources' repositories:

- CC-BY-4.0: openstax (physics, psychology, economics), Microsoft documentation (ms-*), react-docs, react-docs-vi,
  kubernetes-docs, opensource-guide, tldr-pages. CC-BY-2.0-FR: tatoeba-vi, hiep-envi. CC0 or PSF: python-docs-pl.
- Apache-2.0: hf-course, hf-agents-course, lighthouse, corona-warn-app, bloom-housing, comprehensive-rust.
- MIT: cheatsheet-vi, vuejs-vi, electron-docs, debian-www (old pages: Open Publication Licence), bitcoin-org, talpco.
  BSD-3: scratch-l10n, yii2-guide. Public domain: vote-gov. MPL-2.0: mozilla-www.
- Share-alike: xquad, gnome-user-docs, debian-handbook-vn, d2l-vn, blender-manual-vi, stellarium-skycultures,
  openstreetmap-website. GPL: wesnoth (2+), shattered-pixel-dungeon (3), lichess-mobile (3), git-po (2).

None of this text is in the model folder; weights and piece statistics were made from it."""


def card(recipe: Recipe, work: Path) -> str:
    """The model card."""
    size = recipe.network
    seen = json.loads((work / "average" / "report.json").read_text(encoding="utf-8"))
    scores = work / "evaluate" / "scores.md"
    return _CARD.format(
        name=recipe.name,
        note=recipe.package.note,
        lines=recipe.evaluate.lines,
        encoder=size.encoder_layers,
        decoder=size.decoder_layers,
        width=size.width,
        pieces=len(Pieces(work / "tokens").ids),
        tokens=seen["target tokens"],
        scores=scores.read_text(encoding="utf-8") if scores.exists() else "Not measured.",
        sources=_SOURCES,
    )
