"""Every reason not to trust a translation: the flag's name, and what it says to a reader."""

from __future__ import annotations

REASONS = {
    "empty": "words went in, nothing came out",
    "loop": "the same words stand many times in a row",
    "copy": "nearly all words are the article's own: not translated",
    "short": "less than a third of the article's length",
    "numbers": "a number of the article does not come out again",
    "length limit": "the model stopped at its length limit",
}
