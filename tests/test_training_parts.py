"""What the training computes in its own way is what torch computes in the plain one."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from training.dropout import LENGTH, dropped
from training.loss import Output
from training.rows import ROWS, Linear, linear, padded


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
