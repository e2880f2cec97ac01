"""A template becomes one self-contained HTML page: its own style, its own script, nothing else.

The Content-Security-Policy names the hash of the one style and the one script; whatever else a
text smuggles in does not run. Every value is escaped (autoescape) and printable.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..text import printable
from .shown import ABSENT, link, name_of, number

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, style: str, scripts: tuple[str, ...], **values: Any) -> bytes:
    """The page as UTF-8; `style` and `scripts` name files beside the template.

    The scripts become one, in their order.
    """
    from markupsafe import Markup

    css, code = _read(style), "\n".join(map(_read, scripts))
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(css)}'; "
        f"script-src 'sha256-{_hash(code)}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
    page = _environment().get_template(template)
    text = page.render(policy=Markup(policy), style=Markup(css), script=Markup(code), **values)
    return text.encode()


def warm(templates: Iterable[str]) -> None:
    """Compile templates that will be wanted, while there is time."""
    for name in templates:
        _environment().get_template(name)


def _read(name: str) -> str:
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    made = Environment(
        autoescape=True,
        loader=FunctionLoader(_read),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    made.filters.update(number=number, link=link, language=name_of)
    return made


def _shown(value: Any) -> Any:
    """Markup of ours as it is, text printable, a dash for what is not known."""
    if value is None:
        return ABSENT
    return value if hasattr(value, "__html__") else printable(str(value))
