"""The engines beside each other: CPU milliseconds for a target token, words a second, memory.

Every engine runs in a process of its own, once a round, round after round, so that other work on
the machine hits all of them alike; medians over the rounds. `--model synthetic` is a Marian of
exactly the shape of opus-mt-pl-en (d512, 6+6 layers, 8 heads, ffn 2048, 63,000 pieces, 32,000 of
them the target's) whose weights are random but for one thing: the end of a sentence grows likelier
with its length, so that outputs are as long as translations are.

    python benchmarks/engines.py --model shipped --lines 100
    python benchmarks/engines.py --model synthetic --lines 100 --few 12
    python benchmarks/engines.py --parity --lines 500 --text FILE
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent
VOCABULARY, SAID = 63_000, 32_000
WIDTH = 512


class Way(NamedTuple):
    """One way to translate: a library, its number type, its search and how texts are batched."""

    name: str
    library: str
    compute: str
    beam: int
    batched: bool


WAYS = (
    Way("transformers fp32 beam 6, one by one", "transformers", "float32", 6, False),
    Way("transformers fp32 beam 4, one by one", "transformers", "float32", 4, False),
    Way("transformers fp32 beam 4, batches", "transformers", "float32", 4, True),
    Way("transformers fp32 greedy, batches", "transformers", "float32", 1, True),
    Way("CTranslate2 fp32 beam 4", "ctranslate2", "float32", 4, True),
    Way("CTranslate2 int8 beam 6", "ctranslate2", "int8", 6, True),
    Way("CTranslate2 int8 beam 4", "ctranslate2", "int8", 4, True),
    Way("CTranslate2 int8 greedy", "ctranslate2", "int8", 1, True),
)
# What the project promises, as ratios of CPU time for a target token.
FLOORS = (
    ("CTranslate2 int8 beam 4", "transformers fp32 beam 4, batches", 4.0),
    ("CTranslate2 int8 beam 4", "transformers fp32 beam 4, one by one", 12.0),
    ("CTranslate2 int8 greedy", "transformers fp32 beam 6, one by one", 45.0),
)
MOST_MEMORY = 500  # MB, of an int8 engine


def sentences(path: Path | None, count: int) -> list[str]:
    """The first lines of a file, or Polish sentences of the newsroom corpus."""
    files = [path] if path else sorted((ROOT / "corpora" / "newsroom").glob("*/pl.gold.txt"))
    lines = [line for one in files for line in one.read_text("utf-8").split("\n")]
    return [line for line in lines if len(line.split()) > 3][:count]


def synthetic(folder: Path) -> Path:
    """A Marian folder of the shape of opus-mt-pl-en, made of chance and a sense of length."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    from pipeline.models import model

    shipped = model("pl", "en").folder
    (folder / "target.spm").write_bytes(_target_pieces())
    pieces, last = _vocabulary(shipped, folder / "target.spm"), VOCABULARY - 1
    config = MarianConfig(
        **json.loads((shipped / "config.json").read_text())
        | {"vocab_size": VOCABULARY, "decoder_vocab_size": VOCABULARY, "d_model": WIDTH}
        | {"encoder_layers": 6, "decoder_layers": 6, "dtype": "float32"}
        | {"pad_token_id": last, "decoder_start_token_id": last}
        | {"encoder_attention_heads": 8, "decoder_attention_heads": 8}
        | {"encoder_ffn_dim": 2048, "decoder_ffn_dim": 2048}
    )
    torch.manual_seed(11)
    network = MarianMTModel(config).eval()
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if weight.dim() > 1 and "embed_positions" not in name:
                weight.normal_(0, 0.02)
        _sense_of_length(network, config.eos_token_id, config.pad_token_id)
    network.save_pretrained(folder, safe_serialization=True)
    for name in ("source.spm", "tokenizer_config.json"):
        (folder / name).write_bytes((shipped / name).read_bytes())
    (folder / "vocab.json").write_text(json.dumps(pieces, ensure_ascii=False), "utf-8")
    return folder


def _target_pieces() -> bytes:
    """SentencePiece of the size that opus-mt has for its targets: English, and names of chance."""
    import io

    import sentencepiece

    files = (ROOT / "corpora" / "newsroom").glob("*/en.gold.txt")
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for path in sorted(files) for line in path.open(encoding="utf-8")),
        model_writer=made,
        model_type="bpe",
        vocab_size=SAID,
        user_defined_symbols=[f"y{i}" for i in range(SAID - 1000)],
        minloglevel=2,
    )
    return made.getvalue()


def _vocabulary(shipped: Path, target: Path) -> dict[str, int]:
    """Pieces of the shipped model, of the target, and names of chance for the source's others."""
    from pipeline.models import pieces_of

    known = json.loads((shipped / "vocab.json").read_text("utf-8"))
    names = sorted(known, key=known.get)[: known["<pad>"]]
    names = [*dict.fromkeys([*names, *pieces_of(target)])]
    names += [f"x{i}" for i in range(VOCABULARY - 1 - len(names))]
    return {name: id_ for id_, name in enumerate([*names, "<pad>"])}


def _sense_of_length(network: Any, end: int, pad: int) -> None:
    """The end's embedding points from the decoder's states at place 10 to those at place 60.

    Its logit passes those of all other pieces (about 5) at place 40, and is far above at 50. No
    text has the end's own embedding among its inputs.
    """
    import torch

    source, target = torch.randint(1, 7000, (4, 30)), torch.randint(1, VOCABULARY - 1, (4, 80))
    states = network.model(input_ids=source, decoder_input_ids=target).last_hidden_state.mean(0)
    direction = torch.nn.functional.normalize(states[50:70].mean(0) - states[5:15].mean(0), dim=0)
    network.get_input_embeddings().weight[end] = 3 * direction
    network.final_logits_bias[0, end] = 5 - 3 * float(states[38:43].mean(0) @ direction)
    network.final_logits_bias[0, pad] = -1e4


def child(way: Way, folder: Path, lines: list[str], target: str) -> dict[str, float]:
    """One round of one way: CPU seconds, wall seconds, tokens and words made, peak memory."""
    translate, tokens = (_fast if way.library == "ctranslate2" else _slow)(way, folder, target)
    translate(lines[:2])
    cpu, wall = time.process_time(), time.perf_counter()
    made = translate(lines)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = _peak()
    words = sum(len(line.split()) for line in lines)
    count = sum(tokens(one) for one in made)
    return {"cpu": cpu, "wall": wall, "tokens": count, "words": words, "peak": peak}


def _peak() -> float:
    """MB at most in memory; of this process alone, where getrusage would count its parent's."""
    lines = Path("/proc/self/status").read_text("ascii").split("\n")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def _row(folder: Path, target: str) -> Any:
    from pipeline.models import model

    return model("pl", target, "shipped" if str(folder) == "shipped" else str(folder))


def _fast(way: Way, folder: Path, target: str) -> tuple[Any, Any]:
    import ctranslate2
    import sentencepiece

    from pipeline.engines.converted import converted
    from pipeline.engines.marian import MOST
    from pipeline.models import fingerprint

    row = _row(folder, target)
    place = converted(row, fingerprint(row), way.compute)
    player = ctranslate2.Translator(
        str(place), compute_type=way.compute, inter_threads=1, intra_threads=1
    )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(row.folder / "source.spm"))
    lead = [row.tokens[target]] if target in row.tokens else []

    def translate(lines: list[str]) -> list[Any]:
        sources = [[*lead, *pieces.encode(line, out_type=str), "</s>"] for line in lines]
        made = player.translate_batch(
            sources,
            beam_size=way.beam,
            max_batch_size=MOST,
            batch_type="tokens",
            max_decoding_length=272,
            max_input_length=0,
        )
        return [one.hypotheses[0] for one in made]

    return translate, lambda one: len(one) + 1


def _slow(way: Way, folder: Path, target: str) -> tuple[Any, Any]:
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(1)
    row = _row(folder, target)
    tokenizer = MarianTokenizer.from_pretrained(str(row.folder))
    network = MarianMTModel.from_pretrained(str(row.folder), dtype=way.compute).eval()
    lead = f"{row.tokens[target]} " if target in row.tokens else ""
    each = 32 if way.batched else 1

    def translate(lines: list[str]) -> list[Any]:
        order = sorted(lines, key=len)
        made: list[Any] = []
        for start in range(0, len(order), each):
            texts = [lead + line for line in order[start : start + each]]
            batch = tokenizer(texts, return_tensors="pt", padding=True)
            with torch.inference_mode():
                made += network.generate(
                    **batch,
                    num_beams=way.beam,
                    early_stopping=way.beam > 1,
                    max_new_tokens=272,
                    do_sample=False,
                ).tolist()
        return made

    pad, end = network.config.pad_token_id, network.config.eos_token_id
    return translate, lambda one: sum(t not in (pad, end) for t in one) + 1


def measured(way: Way, folder: Path, lines: list[str], target: str) -> dict[str, float]:
    """A round in a fresh process, on one thread."""
    asked = json.dumps([way, str(folder), lines, target])
    done = subprocess.run(
        [sys.executable, __file__, "--child"],
        input=asked,
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
    )
    if done.returncode:
        raise SystemExit(f"{way.name}: {done.stderr[-800:]}")
    result: dict[str, float] = json.loads(done.stdout.strip().split("\n")[-1])
    return result


def gemm_rate() -> float:
    """Billions of int8 multiply-adds a second on one thread, 128 rows by 512 by 2,048: the better
    of two ways, since the one is slow without VNNI."""
    import torch

    torch.set_num_threads(1)
    a = torch.randint(-127, 127, (128, 512), dtype=torch.int8)
    b = torch.randint(-127, 127, (512, 2048), dtype=torch.int8)
    weights = torch.quantize_per_tensor(torch.randn(2048, 512), 0.05, 0, torch.qint8)
    packed = torch.ops.quantized.linear_prepack(weights, None)
    rows = torch.quantize_per_tensor(torch.randn(128, 512), 0.05, 128, torch.quint8)
    ways = (
        lambda: torch._int_mm(a, b),
        lambda: torch.ops.quantized.linear(rows, packed, 0.1, 128),
    )
    return max(8 * 128 * 512 * 2048 / _often(way) / 1e9 for way in ways)


def _often(work: Callable[[], Any]) -> float:
    """CPU seconds of eight times, the median of 30."""
    times = []
    for _ in range(30):
        began = time.process_time()
        for _ in range(8):
            work()
        times.append(time.process_time() - began)
    return statistics.median(times)


def multiply_adds(beam: int, source: float, target: float, shape: tuple[int, ...]) -> float:
    """Of one target token, in billions: its share of the encoder, and the decoder for each beam."""
    width, encoder, decoder, inner, vocabulary = shape
    attention, forward = 4 * width * width, 2 * width * inner
    once = encoder * (attention + forward) * source / target
    crossed = decoder * 2 * width * width * source / target
    each = decoder * (attention + 2 * width * width + forward) + width * vocabulary
    return (once + crossed + beam * each) / 1e9


def compare(folder: Path, lines: list[str], rounds: int, target: str, few: int) -> None:
    """All ways, interleaved, and the promises; one by one, `few` sentences evenly out of all."""
    from pipeline.models import fingerprint

    row = _row(folder, target)
    if str(folder) != "shipped":
        print(f"made of chance: {fingerprint(row)[:12]}")
    results: dict[str, list[dict[str, float]]] = {way.name: [] for way in WAYS}
    for way in WAYS:  # convert, and fill the disk's cache
        if way.library == "ctranslate2":
            measured(way, folder, lines[:2], target)
    single = lines[:: max(1, len(lines) // few)][:few]
    for number in range(rounds):
        for way in WAYS:
            some = lines if way.batched else single
            results[way.name].append(measured(way, folder, some, target))
            last = results[way.name][-1]
            print(f"  round {number + 1} {way.name}: {last['cpu']:.1f} s", file=sys.stderr)
    _table(results, len(lines), len(single))
    _distance(results, row)


def _table(results: dict[str, list[dict[str, float]]], count: int, single: int) -> None:
    def median(name: str, top: str, under: str = "") -> float:
        return statistics.median(r[top] / (r[under] if under else 1) for r in results[name])

    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{_machine()}; {count} sentences ({single} one by one), one thread each; load {load}")
    print(f"{'':40}{'CPU ms/token':>14}{'words/CPU s':>13}{'tokens':>9}{'peak MB':>9}")
    for way in WAYS:
        ms, speed = 1000 * median(way.name, "cpu", "tokens"), median(way.name, "words", "cpu")
        tokens, peak = median(way.name, "tokens"), median(way.name, "peak")
        print(f"{way.name:40}{ms:14.2f}{speed:13.1f}{tokens:9.0f}{peak:9.0f}")
    for fast, slow, least in FLOORS:
        times = median(slow, "cpu", "tokens") / median(fast, "cpu", "tokens")
        print(f"{fast} beside {slow}: {times:.1f} times (promised {least:g})")
    peak = median("CTranslate2 int8 beam 4", "peak")
    print(f"peak memory of int8 beam 4: {peak:.0f} MB (promised {MOST_MEMORY})")


def _distance(results: dict[str, list[dict[str, float]]], row: Any) -> None:
    """How far int8 is from what this machine multiplies in int8 at most."""
    from pipeline.engines.vocabulary import unsaid

    config = json.loads((row.folder / "config.json").read_text())
    keys = ("d_model", "encoder_layers", "decoder_layers", "decoder_ffn_dim", "vocab_size")
    *sizes, pieces = (config[key] for key in keys)
    shape = (*sizes, pieces - len(unsaid(row.folder)))
    rate = gemm_rate()
    print(f"int8 matrix rate of one thread: {rate:.0f} billion multiply-adds a second")
    for beam, name in ((4, "CTranslate2 int8 beam 4"), (1, "CTranslate2 int8 greedy")):
        ms = statistics.median(1000 * r["cpu"] / r["tokens"] for r in results[name])
        floor = 1000 * multiply_adds(beam, 1.1, 1.0, shape) / rate
        print(
            f"{name}: {ms:.2f} ms a token, {ms / floor:.1f} times its multiply-adds ({floor:.2f})"
        )


def _machine() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
        name = next(line for line in text.split("\n") if line.startswith("model name"))
        return f"{name.split(':')[1].strip()}, {os.cpu_count()} cores"
    except (OSError, StopIteration):
        return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def parity(lines: list[str], targets: tuple[str, ...]) -> None:
    """Float32 on CTranslate2 against transformers, then int8 against float32."""
    from pipeline.engines import Marian, Reference
    from pipeline.metrics import measure
    from pipeline.models import model

    for target in targets:
        row = model("pl", target)
        fast = Marian(row, target, compute="float32").translate(lines)
        slow = Reference(row, target).translate(lines)
        apart = [(a, b) for a, b in zip(fast, slow, strict=True) if a.text != b.text]
        percent = 100 - 100 * len(apart) / len(lines)
        print(f"pl-{target}: {percent:.1f}% of {len(lines)} identical in float32")
        for a, b in apart:
            print(f"  {_better(a.score, b.score)}\n    {a.score} {a.text}\n    {b.score} {b.text}")
        small = Marian(row, target).translate(lines)
        value = measure("chrF", [s.text for s in small], [s.text for s in fast])[0]
        same = sum(a.text == b.text for a, b in zip(small, fast, strict=True))
        print(f"pl-{target}: int8 against float32 chrF {value:.1f}, {same} identical")


def _better(fast: float | None, slow: float | None) -> str:
    if fast is None or slow is None:
        return "not decoded by one of them"
    if abs(fast - slow) < 0.002:
        return "a tie: both find both as likely, to the third decimal"
    return f"{'CTranslate2' if fast > slow else 'transformers'} found a likelier one"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--model", default="shipped", help="shipped, synthetic or a folder")
    options.add_argument("--lines", type=int, default=100)
    options.add_argument("--few", type=int, default=24, help="sentences translated one by one")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--target", choices=("en", "vi"), help="en; both with --parity")
    options.add_argument("--text", type=Path, help="Polish lines (the newsroom corpus)")
    options.add_argument("--parity", action="store_true", help="both engines, sentence by sentence")
    options.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.child:
        way, folder, lines, target = json.loads(sys.stdin.read())
        print(json.dumps(child(Way(*way), Path(folder), lines, target)))
        return
    lines = sentences(asked.text, asked.lines)
    if asked.parity:
        parity(lines, (asked.target,) if asked.target else ("en", "vi"))
    elif asked.model == "synthetic":
        with tempfile.TemporaryDirectory() as folder:
            compare(synthetic(Path(folder)), lines, asked.rounds, asked.target or "en", asked.few)
    else:
        compare(Path(asked.model), lines, asked.rounds, asked.target or "en", asked.few)


if __name__ == "__main__":
    main()
