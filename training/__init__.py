"""From sentence pairs to small Marian models: one recipe, `python -m training`."""
