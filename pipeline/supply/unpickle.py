"""The child that reads a pickle: `python -I unpickle.py FROM.bin TO.safetensors`, alone."""

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file

SHARED = "model.shared.weight"
# Names under which a tied Marian repeats its embedding.
TIED = ("lm_head.weight", "model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight")


def main(source: str, target: str) -> None:
    """Weights alone, each tensor once; the file appears whole or not at all."""
    loaded = torch.load(source, map_location="cpu", weights_only=True)
    if not isinstance(loaded, dict) or SHARED not in loaded:
        sys.exit(f"no {SHARED} in it")
    kept = {}
    for name, tensor in loaded.items():
        if not isinstance(name, str) or not isinstance(tensor, torch.Tensor):
            sys.exit("it holds something that is no tensor")
        if name not in TIED or not torch.equal(tensor, loaded[SHARED]):
            kept[name] = tensor.clone().contiguous()
    beside = Path(target).with_suffix(".part")
    save_file(kept, beside, metadata={"format": "pt"})
    beside.replace(target)
    sys.stdout.write(json.dumps({"torch": torch.__version__, "tensors": len(kept)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
