"""OpenHearth: where industrial regions learn from each other how to make a just transition."""

__version__ = "0.1.0"
