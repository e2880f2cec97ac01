"""The network learns; it stops and goes on at any moment, and is the same for the same seed."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import sacrebleu
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional

from .batches import Batch, Batches
from .decode import greedy
from .loss import Output
from .network import Marian, initialise
from .optimise import guide, longest, optimizers, rate
from .precision import fastest
from .recipe import Recipe
from .threads import Threads
from .tokenise import Pairs, Pieces

Tell = Callable[[str], None]
CHECKPOINT = "checkpoint.pt"


@dataclass
class Place:
    """Where a training stands."""

    round: int = 0
    batch: int = 0  # of the round, done
    step: int = 0
    tokens: int = 0
    seconds: float = 0.0
    longest: int = 0  # both fixed when a round begins
    batch_tokens: int = 0


@dataclass
class Timer:
    """What is due every so many seconds."""

    every: float
    last: float = field(default_factory=time.monotonic)

    def due(self) -> bool:
        if time.monotonic() - self.last < self.every:
            return False
        self.last = time.monotonic()
        return True


class Training:
    """One network, its optimizers, its place; `run` goes on until told to stop."""

    def __init__(self, recipe: Recipe, work: Path, dev: Path, tell: Tell, threads: int) -> None:
        self.threads = Threads(threads)
        self.recipe, self.settings, self.work, self.dev, self.tell = (
            recipe,
            recipe.train,
            work,
            dev,
            tell,
        )
        self.out = work / "train"
        self.out.mkdir(parents=True, exist_ok=True)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.kind = fastest(self.device)
        tell(f"{self.device.type}, {self.kind}")
        self.pieces = Pieces(work / "tokens")
        torch.manual_seed(recipe.seed)
        self.network = Marian(recipe.network, len(self.pieces.ids), self.settings.dropout)
        initialise(
            self.network, np.load(work / "embed" / "embedding.npy"), recipe.seed, self.pieces.pad
        )
        self.network.to(self.device)
        self.optimizers = optimizers(self.settings, self.network, self.kind)
        self.batches = Batches(
            self.settings,
            Pairs.load(work / "tokens" / "pairs.npz"),
            np.load(work / "align" / "links.npy"),
            self.pieces.pad,
            recipe.seed,
        )
        self.place = Place()
        self.stopped = False
        self.cooling: tuple[int, int] | None = None  # from so many target tokens on, over so many
        if (self.out / CHECKPOINT).exists():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self.out / CHECKPOINT, map_location=self.device, weights_only=True)
        self.network.load_state_dict(state["network"])
        for optimizer, stored in zip(self.optimizers, state["optimizers"], strict=True):
            full = [group["full"] for group in optimizer.param_groups]
            optimizer.load_state_dict(stored)
            for group, own in zip(optimizer.param_groups, full, strict=True):
                group["full"] = own  # a rate changed in the recipe counts from here on
        torch.set_rng_state(state["random"].cpu())
        self.place = Place(**state["place"])
        self.tell(f"goes on at step {self.place.step}, {self.place.tokens:,} target tokens")

    def begin_from(self, folder: Path, seen: int) -> None:
        """Weights of a packaged model, its pieces matched by name; a piece it lacks keeps its own start."""
        self.place.tokens = seen
        stored = load_file(folder / "model.safetensors")
        ids: dict[str, int] = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        shared = sorted(set(ids) & set(self.pieces.ids))
        own = torch.tensor([self.pieces.ids[name] for name in shared])
        theirs = torch.tensor([ids[name] for name in shared])
        with torch.no_grad():
            for name, weight in self.network.named_parameters():
                given = stored[name].to(weight)
                if name == "model.shared.weight":
                    weight[own] = given[theirs]
                elif name == "final_logits_bias":
                    weight[:, own] = given[:, theirs]
                else:
                    weight.copy_(given)
        self.tell(
            f"starts from {folder.name}: {len(shared):,} of {len(self.pieces.ids):,} pieces known"
        )

    def save(self) -> None:
        """Write the checkpoint beside, then rename."""
        state = {
            "network": self.network.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "random": torch.get_rng_state(),
            "place": vars(self.place),
        }
        _store(state, self.out / CHECKPOINT)

    def snapshot(self) -> None:
        """Weights alone, for averaging; the oldest give way."""
        folder = self.out / "snapshots"
        folder.mkdir(parents=True, exist_ok=True)
        _store(self.network.state_dict(), folder / f"{self.place.tokens:012d}.pt")
        for old in sorted(folder.glob("*.pt"))[: -self.settings.snapshots]:
            old.unlink()

    def run(self, minutes: float | None) -> None:
        """Train for so many minutes, or until a signal; then save."""
        end = time.monotonic() + 60 * minutes if minutes is not None else float("inf")
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        timers = [
            (Timer(self.settings.checkpoint_seconds), self.save),
            (Timer(self.settings.snapshot_seconds), self.snapshot),
            (Timer(self.settings.dev_seconds), self.measure),
        ]
        progress = Progress(self.tell, end)
        for batch in self._endless():
            began = time.monotonic()
            progress.note(self.place, *self.learn(batch))
            self.place.seconds += time.monotonic() - began
            for timer, act in timers:
                if timer.due():
                    act()
            if self.stopped or time.monotonic() > end:
                break
        self.save()
        self.snapshot()

    def cool(self, tokens: int) -> None:
        """Let the rate fall in a line to nothing over so many target tokens; the checkpoint stays.

        Snapshots of the last quarter go to a folder of their own. Stopped, it begins anew.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self.out = self.work / "cool"
        shutil.rmtree(self.out, ignore_errors=True)
        self.cooling = (self.place.tokens, tokens)
        progress, due = Progress(self.tell, float("inf")), 0.75
        for batch in self._endless():
            progress.note(self.place, *self.learn(batch))
            if self._cooled() >= due:
                self.snapshot()
                due += 0.05
            if self.stopped or self._cooled() >= 1:
                break
        self.snapshot()

    def _cooled(self) -> float:
        if self.cooling is None:
            return 0.0
        start, tokens = self.cooling
        return min(1.0, (self.place.tokens - start) / tokens)

    def _stop(self, *_: object) -> None:
        self.stopped = True

    def _endless(self) -> Iterator[Batch]:
        place = self.place
        while True:
            if place.batch == 0:
                place.longest = longest(self.settings, place.tokens)
                place.batch_tokens = self._batch_tokens()
            for number, batch in enumerate(
                self.batches.of_round(place.round, place.longest, place.batch_tokens)
            ):
                if number >= place.batch:
                    place.batch += 1
                    yield batch
            place.round, place.batch = place.round + 1, 0

    def _batch_tokens(self) -> int:
        if self.device.type == "cuda":
            return self.settings.cuda_batch_tokens
        return self.settings.batch_tokens[self.place.tokens >= self.settings.batch_growth]

    def learn(self, batch: Batch) -> tuple[float, int]:
        """One step; the loss per target token (without smoothing's part) and the tokens."""
        self.threads.adapt()
        self.network.train()
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                full = rate(self.settings, self.place.step, self.place.tokens)
                group["lr"] = group["full"] * full * (1 - self._cooled())
            optimizer.zero_grad(set_to_none=True)
        loss, plain, tokens = self._loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.settings.clip)
        for optimizer in self.optimizers:
            optimizer.step()
        with torch.no_grad():
            self.network.model.shared.weight[self.pieces.pad] = 0.0  # CTranslate2 starts from zeros
        self.place.step += 1
        self.place.tokens += tokens
        return plain, tokens

    def _loss(self, batch: Batch) -> tuple[Tensor, float, int]:
        source, target_in, target_out, links = (
            torch.from_numpy(ids).long().to(self.device)
            for ids in (batch.source, batch.target_in, batch.target_out, batch.links)
        )
        weight = guide(self.settings, self.place.tokens)
        with torch.autocast(self.device.type, torch.bfloat16, self.kind == torch.bfloat16):
            states, scores = self.network(source, target_in, watch=weight > 0)
        real = target_out >= 0
        wanted = target_out[real]
        loss, plain = Output.apply(
            states[real],
            self.network.model.shared.weight,
            self.network.final_logits_bias[0],
            wanted,
            self.settings.label_smoothing,
            self.kind,
        )
        linked = links >= 0
        if scores is not None and bool(linked.any()):
            loss = loss + weight * functional.cross_entropy(scores.float()[linked], links[linked])
        tokens = len(wanted)
        share = min(
            1.0, tokens / self.place.batch_tokens
        )  # a small batch takes a small part in Adam's means
        return loss * share, float(plain.detach()), tokens

    def measure(self) -> None:
        """Greedy dev scores, appended to curve.tsv, where there are tuning sets."""
        if not self.dev.is_dir():
            self.tell("no tuning sets here: no dev scores")
            return
        self.network.eval()
        scores = []
        for direction in self.settings.direction_shares:
            source, target = (
                (self.dev / f"flores-dev.{language}").read_text(encoding="utf-8").split("\n")
                for language in direction.split("-")
            )
            lines = self.settings.dev_lines
            said = greedy(self.network, self.pieces, source[:lines], direction.split("-")[1])
            chrf = sacrebleu.corpus_chrf(said, [target[:lines]]).score
            bleu = sacrebleu.corpus_bleu(said, [target[:lines]]).score
            scores.append((direction, chrf, bleu))
            self.tell(f"  {direction} {said[1]}")
        self._curve(scores)

    def _curve(self, scores: list[tuple[str, float, float]]) -> None:
        path = self.out / "curve.tsv"
        new = not path.exists()
        with path.open("a", encoding="utf-8") as stream:
            if new:
                stream.write("tokens\tseconds\tstep\tdirection\tchrf\tbleu\n")
            for direction, chrf, bleu in scores:
                place = f"{self.place.tokens}\t{self.place.seconds:.0f}\t{self.place.step}"
                stream.write(f"{place}\t{direction}\t{chrf:.2f}\t{bleu:.2f}\n")
        self.tell(
            "  ".join(f"{name} chrF {chrf:.1f} BLEU {bleu:.1f}" for name, chrf, bleu in scores)
        )


class Progress:
    """A line now and then: loss, speed, tokens seen, time left."""

    def __init__(self, tell: Tell, end: float) -> None:
        self.tell, self.end = tell, end
        self.timer = Timer(20)
        self.loss, self.tokens, self.since = 0.0, 0, time.monotonic()

    def note(self, place: Place, loss: float, tokens: int) -> None:
        self.loss += loss * tokens
        self.tokens += tokens
        if not self.timer.due():
            return
        now = time.monotonic()
        left = "" if self.end == float("inf") else f"  {(self.end - now) / 60:.0f} min left"
        speed = self.tokens / (now - self.since)
        self.tell(
            f"step {place.step:6d}  {place.tokens / 1e6:7.2f}M tokens  loss {self.loss / self.tokens:.3f}"
            f"  {speed:5.0f} tokens/s  up to {place.longest} pieces{left}"
        )
        self.loss, self.tokens, self.since = 0.0, 0, now


def _store(state: dict[str, Any], path: Path) -> None:
    beside = path.with_suffix(".part")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()
    torch.save(state, beside)
    beside.replace(path)
