"""A run beside its baseline, or two plain files: pass, fail, or cannot tell."""

from .baseline import freeze
from .comparison import Comparison, compare, compare_texts
from .judge import LEAST, Fallen, Paired, Verdict
from .limits import Rule
from .outputs import OUTPUTS, headline

__all__ = [
    "LEAST",
    "OUTPUTS",
    "Comparison",
    "Fallen",
    "Paired",
    "Rule",
    "Verdict",
    "compare",
    "compare_texts",
    "freeze",
    "headline",
]
