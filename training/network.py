"""A Marian transformer in plain PyTorch, its parameters named as in transformers' MarianMTModel.

What is left out is padding: a batch holds sources of one length, and targets are padded at the end only, where
causal attention does not look. So no attention needs a mask, and the output layer sees real targets only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from .dropout import dropped
from .recipe import Network
from .rows import Linear, linear


@dataclass(frozen=True, slots=True)
class Memory:
    """What the decoder keeps of one layer: keys and values of the source, and of what it has said."""

    source: tuple[Tensor, Tensor]
    said: tuple[Tensor, Tensor] | None = None


class Attention(nn.Module):  # type: ignore[misc]
    """Multi-head attention with the four projections of Marian."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q_proj = Linear(width, width)
        self.k_proj = Linear(width, width)
        self.v_proj = Linear(width, width)
        self.out_proj = Linear(width, width)

    def split(self, states: Tensor) -> Tensor:
        batch, length, _ = states.shape
        return states.view(batch, length, self.heads, -1).transpose(1, 2)

    def join(self, states: Tensor) -> Tensor:
        return self.out_proj(states.transpose(1, 2).flatten(2))

    def of_itself(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of one sequence, by one product."""
        parts = (self.q_proj, self.k_proj, self.v_proj)
        weight = torch.cat([part.weight for part in parts])
        bias = torch.cat([part.bias for part in parts])
        query, key, value = linear(states, weight, bias).chunk(3, dim=-1)
        return self.split(query), self.split(key), self.split(value)

    def of_source(self, states: Tensor) -> tuple[Tensor, Tensor]:
        weight = torch.cat([self.k_proj.weight, self.v_proj.weight])
        bias = torch.cat([self.k_proj.bias, self.v_proj.bias])
        key, value = linear(states, weight, bias).chunk(2, dim=-1)
        return self.split(key), self.split(value)


def attend(query: Tensor, key: Tensor, value: Tensor, causal: bool = False) -> Tensor:
    """Softmax attention; for short sentences on a CPU, plain products are three times as fast as the flash kernel."""
    if query.device.type == "cuda":
        return functional.scaled_dot_product_attention(query, key, value, is_causal=causal)
    scores = query @ key.transpose(-1, -2) / math.sqrt(query.shape[-1])
    if causal:
        ahead = torch.ones(scores.shape[-2:], dtype=torch.bool, device=scores.device).triu(1)
        scores = scores.masked_fill(ahead, -torch.inf)
    return scores.softmax(-1, dtype=torch.float32).to(value.dtype) @ value


class Layer(nn.Module):  # type: ignore[misc]
    """What encoder and decoder layers share: self-attention, and the inner network."""

    def __init__(self, size: Network, dropout: float) -> None:
        super().__init__()
        self.dropout = dropout
        self.self_attn = Attention(size.width, size.heads)
        self.self_attn_layer_norm = nn.LayerNorm(size.width)
        self.fc1 = Linear(size.width, size.inner)
        self.fc2 = Linear(size.inner, size.width)
        self.final_layer_norm = nn.LayerNorm(size.width)

    def drop(self, states: Tensor) -> Tensor:
        if not self.training or not self.dropout:
            return states
        return dropped(states, self.dropout)

    def inner(self, states: Tensor) -> Tensor:
        inside = functional.silu(self.fc1(states))
        return self.final_layer_norm(states + self.drop(self.fc2(inside)))


class EncoderLayer(Layer):
    def forward(self, states: Tensor) -> Tensor:
        query, key, value = self.self_attn.of_itself(states)
        seen = attend(query, key, value)
        states = self.self_attn_layer_norm(states + self.drop(self.self_attn.join(seen)))
        return self.inner(states)


class DecoderLayer(Layer):
    def __init__(self, size: Network, dropout: float) -> None:
        super().__init__(size, dropout)
        self.encoder_attn = Attention(size.width, size.heads)
        self.encoder_attn_layer_norm = nn.LayerNorm(size.width)

    def forward(
        self, states: Tensor, source: tuple[Tensor, Tensor], watch: bool
    ) -> tuple[Tensor, Tensor | None]:
        """States after the layer, and with `watch` the first head's attention scores before softmax."""
        query, key, value = self.self_attn.of_itself(states)
        seen = attend(query, key, value, causal=True)
        states = self.self_attn_layer_norm(states + self.drop(self.self_attn.join(seen)))
        return self._look(states, source, watch)

    def step(self, states: Tensor, memory: Memory) -> tuple[Tensor, Memory]:
        """One more target position."""
        query, key, value = self.self_attn.of_itself(states)
        if memory.said is not None:
            key = torch.cat([memory.said[0], key], dim=2)
            value = torch.cat([memory.said[1], value], dim=2)
        seen = attend(query, key, value)
        states = self.self_attn_layer_norm(states + self.self_attn.join(seen))
        states, _ = self._look(states, memory.source, watch=False)
        return states, Memory(memory.source, (key, value))

    def _look(
        self, states: Tensor, source: tuple[Tensor, Tensor], watch: bool
    ) -> tuple[Tensor, Tensor | None]:
        attention = self.encoder_attn
        query = attention.split(attention.q_proj(states))
        seen = attend(query, *source)
        scores = None
        if watch:
            head, key = query[:, 0], source[0][:, 0]
            scores = head @ key.transpose(1, 2) / math.sqrt(head.shape[-1])
        states = self.encoder_attn_layer_norm(states + self.drop(attention.join(seen)))
        return self.inner(states), scores


class Stack(nn.Module):  # type: ignore[misc]
    def __init__(self, layers: list[Layer]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(layers)


class Body(nn.Module):  # type: ignore[misc]
    """`model` of a MarianMTModel."""

    def __init__(self, size: Network, pieces: int, dropout: float) -> None:
        super().__init__()
        self.shared = nn.Embedding(pieces, size.width)
        self.encoder = Stack([EncoderLayer(size, dropout) for _ in range(size.encoder_layers)])
        self.decoder = Stack([DecoderLayer(size, dropout) for _ in range(size.decoder_layers)])


class Marian(nn.Module):  # type: ignore[misc]
    """Encoder, decoder and one table of pieces for both ends."""

    positions: Tensor

    def __init__(self, size: Network, pieces: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.dropout = dropout
        self.model = Body(size, pieces, dropout)
        self.final_logits_bias = nn.Parameter(torch.zeros(1, pieces))
        self.register_buffer("positions", sinusoids(512, size.width), persistent=False)

    def embed(self, ids: Tensor, start: int = 0) -> Tensor:
        states = self.model.shared(ids) * math.sqrt(self.model.shared.embedding_dim)
        states = states + self.positions[start : start + ids.shape[1]]
        if self.training and self.dropout:
            states = dropped(states, self.dropout)
        return states

    def encode(self, source: Tensor) -> Tensor:
        states = self.embed(source)
        for layer in self.model.encoder.layers:
            states = layer(states)
        return states

    def forward(
        self, source: Tensor, target_in: Tensor, watch: bool = False
    ) -> tuple[Tensor, Tensor | None]:
        """Decoder states (batch, target, width), and the last layer's watched scores (batch, target, source)."""
        memory = self.encode(source)
        states = self.embed(target_in)
        scores = None
        last = len(self.model.decoder.layers) - 1
        for number, layer in enumerate(self.model.decoder.layers):
            found = layer.encoder_attn.of_source(memory)
            states, seen = layer(states, found, watch and number == last)
            scores = seen if seen is not None else scores
        return states, scores

    def project(self, states: Tensor) -> Tensor:
        return functional.linear(states, self.model.shared.weight, self.final_logits_bias[0])

    def start(self, source: Tensor) -> list[Memory]:
        states = self.encode(source)
        return [Memory(layer.encoder_attn.of_source(states)) for layer in self.model.decoder.layers]

    def step(self, ids: Tensor, place: int, memories: list[Memory]) -> tuple[Tensor, list[Memory]]:
        """Scores of the next piece after `ids` (batch, 1) at position `place`."""
        states = self.embed(ids, place)
        fuller = []
        for layer, memory in zip(self.model.decoder.layers, memories, strict=True):
            states, memory = layer.step(states, memory)
            fuller.append(memory)
        return self.project(states[:, -1]), fuller


def sinusoids(length: int, width: int) -> Tensor:
    """Positions as Marian has them: sines in the first half, cosines in the second."""
    angles = np.arange(length)[:, None] / 10000 ** (2 * np.arange(width // 2) / width)
    return torch.tensor(np.hstack([np.sin(angles), np.cos(angles)]), dtype=torch.float32)


def initialise(
    network: Marian, table: np.ndarray[tuple[int, ...], np.dtype[np.float32]], seed: int, pad: int
) -> None:
    """Pieces start at `table`; the decoder starts by passing on what it looks at."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, weight in network.named_parameters():
            if name.endswith("bias"):
                weight.zero_()
            elif "layer_norm" not in name and "shared" not in name:
                residual = "out_proj" in name or "fc2" in name
                nn.init.xavier_uniform_(weight, 0.3 if residual else 0.8, generator=generator)
        network.model.shared.weight.copy_(torch.from_numpy(table))
        network.model.shared.weight[pad] = 0.0
        for layer in network.model.decoder.layers:
            for part in (layer.encoder_attn.v_proj, layer.encoder_attn.out_proj):
                part.weight.mul_(0.3).add_(0.7 * torch.eye(len(part.weight)))
