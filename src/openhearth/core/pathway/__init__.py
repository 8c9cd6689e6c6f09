"""Transition plans: what is planned, how it stands, what it moves, and what is missing. See docs/methods/pathway.md."""
