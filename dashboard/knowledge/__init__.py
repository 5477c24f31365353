"""The second clock: the day of knowledge, and what has been published since."""
