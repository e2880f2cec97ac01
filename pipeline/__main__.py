"""For `python -m pipeline`; the command is called kladka."""

from .cli import main

main()
