"""The strip on which a part of the clock is chosen by hand."""
