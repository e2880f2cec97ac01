"""A Marian folder in CTranslate2's format: no weights that overflow, no rows that nobody says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import rounding, vocabulary

# A part of a conversion's name: with other options it is another one.
OPTIONS = {
    "converter": "TransformersConverter",
    "rounding": rounding.VERSION,
    "vocabulary": vocabulary.VERSION,
}


def convert(folder: Path, place: Path, compute: str) -> None:
    """Write the folder `place`: `int8`, rounded by `rounding`, or `float32`.

    Raises what the library raises: OSError, RuntimeError, ValueError, KeyError.
    """
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc]
        def _load(self) -> Any:
            spec = super()._load()
            _leave_out(spec, vocabulary.unsaid(folder))
            if compute == "int8":
                _round(spec)
            return spec

    Converter(str(folder)).convert(str(place), quantization=None if compute == "int8" else compute)


def _leave_out(spec: Any, unsaid: list[int]) -> None:
    """Take the rows of these ids out of all that the decoder says and hears of itself."""
    if not unsaid:
        return
    (pieces,) = spec._vocabularies["target"]
    kept = np.setdiff1d(np.arange(len(pieces)), unsaid)
    spec._vocabularies["target"] = [[pieces[i] for i in kept]]
    spec.decoder.embeddings.weight = spec.decoder.embeddings.weight[kept]
    spec.decoder.projection.weight = spec.decoder.projection.weight[kept]
    if spec.decoder.projection.has_bias():
        spec.decoder.projection.bias = spec.decoder.projection.bias[kept]


def _round(spec: Any) -> None:
    from ctranslate2.specs.model_spec import NumpyVariable, visit_spec

    def small(spec: Any, name: str, value: Any) -> None:
        key = name.split("/")[-1]
        if hasattr(spec, f"{key}_scale"):
            whole, scale = rounding.rounded(value.to("float32").numpy())
            setattr(spec, key, NumpyVariable(whole))
            setattr(spec, f"{key}_scale", NumpyVariable(scale))

    spec.validate()  # gives each weight the library's own wrapper
    visit_spec(spec, small)
