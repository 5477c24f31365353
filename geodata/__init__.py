"""The curated dataset of a conflict, and everything one can ask of it without a screen."""
