"""What the training computes in its own way is what torch computes in the plain one."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from training.dropout import LENGTH, dropped
from training.loss import Output
from training.rows import ROWS, Linear, linear, padded
from training.vary import Vary


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (16, 16), (5, 61)])
def test_rows_rounded_up_change_no_product_and_no_gradient(shape: tuple[int, int]) -> None:
    torch.manual_seed(3)
    ours = Linear(24, 40)
    plain = torch.nn.Linear(24, 40)
    plain.load_state_dict(ours.state_dict())
    states = torch.randn(*shape, 24)
    said, wanted = [], []
    for layer, kept in ((ours, said), (plain, wanted)):
        given = states.clone().requires_grad_()
        made = layer(given)
        made.square().sum().backward()
        kept += [made, given.grad, layer.weight.grad, layer.bias.grad]
    for one, other in zip(said, wanted, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_under_autocast_products_are_made_in_its_kind_and_gradients_keep_theirs() -> None:
    states, weight = torch.randn(4, 24, requires_grad=True), torch.randn(40, 24, requires_grad=True)
    bias = torch.zeros(40, requires_grad=True)
    with torch.autocast("cpu", torch.bfloat16):
        said = linear(states, weight, bias)
    assert said.dtype == torch.bfloat16
    said.float().sum().backward()
    assert states.grad.dtype == weight.grad.dtype == bias.grad.dtype == torch.float32
    torch.testing.assert_close(said.float(), states @ weight.t(), rtol=0.03, atol=0.2)


@pytest.mark.parametrize("count", [1, ROWS - 1, ROWS, ROWS + 1])
def test_padding_adds_zero_rows_only(count: int) -> None:
    states = torch.randn(count, 8)
    made = padded(states)
    assert len(made) % ROWS == 0
    assert torch.equal(made[:count], states)
    assert not made[count:].any()


@pytest.mark.parametrize("count", [1, 64, 300])
@pytest.mark.parametrize("smooth", [0.0, 0.1])
def test_the_output_layer_is_smoothed_cross_entropy(count: int, smooth: float) -> None:
    torch.manual_seed(5)
    pieces = 50
    start = [torch.randn(count, 16), torch.randn(pieces, 16), torch.randn(pieces)]
    wanted = torch.randint(pieces, (count,))
    results = []
    for own in (True, False):
        states, table, bias = (one.clone().requires_grad_() for one in start)
        if own:
            loss, plain = Output.apply(states, table, bias, wanted, smooth, torch.float32)
        else:
            logits = functional.linear(states, table, bias)
            loss = functional.cross_entropy(logits, wanted, label_smoothing=smooth)
            plain = functional.cross_entropy(logits, wanted)
        (3 * loss).backward()
        results.append([loss, plain, states.grad, table.grad, bias.grad])
    for one, other in zip(*results, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rows", [200, LENGTH // 300 + 1], ids=["short", "longer than the row"])
def test_dropout_drops_its_share_and_keeps_the_mean(rows: int) -> None:
    torch.manual_seed(7)
    ones = torch.ones(rows, 300)
    first, second = dropped(ones, 0.1), dropped(ones, 0.1)
    assert abs(float((first == 0).float().mean()) - 0.1) < 0.01
    assert abs(float(first.mean()) - 1) < 0.01
    assert not torch.equal(first, second)
    torch.manual_seed(7)
    assert torch.equal(dropped(ones, 0.1), first)


PIECES = (
    "</s> >>eng<< ▁ 0 1 2 3 4 5 6 7 8 9 ▁w ▁roku ▁Han oi em ▁in ▁Warsz aw ski ▁signed . ▁Wil no"
)
IDS = {piece: number for number, piece in enumerate(PIECES.split(" "))}


def ids(text: str) -> np.ndarray:
    return np.array([IDS[piece] for piece in text.split(" ")], np.int32)


def text(some: np.ndarray) -> str:
    names = list(IDS)
    return " ".join(names[i] for i in some)


SOURCE = ">>eng<< ▁w ▁ 2 0 2 4 ▁roku ▁Han oi em ▁ 1 5 ▁ 7 . </s>"
NAMED = (ids(">>eng<< ▁w ▁Warsz aw ski ▁Wil no em"), ids("▁in ▁signed ▁Wil no ▁Warsz aw ▁Han"))
TARGET = "▁in ▁ 2 0 2 4 ▁Han oi ▁signed ▁ 3 1 ▁ 7 . </s>"


def test_what_both_sides_have_is_exchanged_alike_on_both() -> None:
    vary, seen = Vary(IDS, 1, 1, [NAMED]), set()
    for seed in range(20):
        ours, theirs = vary(ids(SOURCE), ids(TARGET), np.random.default_rng(seed))
        words, others = text(ours).split(" "), text(theirs).split(" ")
        assert words[3:7] == others[2:6]  # the year
        assert words[8:10] == others[6:8]  # the name
        kept = [*words[:3], *words[7:8], *words[10:]]
        assert " ".join(kept) == ">>eng<< ▁w ▁ ▁roku em ▁ 1 5 ▁ 7 . </s>"
        assert " ".join([*others[:2], *others[8:]]) == "▁in ▁ ▁signed ▁ 3 1 ▁ 7 . </s>"
        assert words[8] in {"▁Warsz", "▁Wil"}
        assert words[9] in {"aw", "no"}
        assert words[3] != "0"
        seen.add(tuple(words))
    assert len(seen) > 10


def test_nothing_varies_where_nothing_is_asked_for_or_shared() -> None:
    chance = np.random.default_rng(1)
    source, target = ids(SOURCE), ids(TARGET)
    assert [text(side) for side in Vary(IDS, 0, 0, [NAMED])(source, target, chance)] == [
        SOURCE,
        TARGET,
    ]
    other = "▁signed ▁ 3 1 ▁Wil no </s>"
    assert text(Vary(IDS, 1, 1, [NAMED])(source, ids(other), chance)[1]) == other
    assert text(source) == SOURCE
