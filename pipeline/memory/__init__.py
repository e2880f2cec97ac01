"""Every sentence already translated, and by whom; the one cache, at the one slow door."""

from __future__ import annotations

from .base import IMPORTED, Kept, Memory, MemoryFault, imports
from .exchange import export, import_
from .remembering import Imported, Remembering

__all__ = [
    "IMPORTED",
    "Imported",
    "Kept",
    "Memory",
    "MemoryFault",
    "Remembering",
    "export",
    "import_",
    "imports",
]
