"""Installations and plants: the emissions trading system and the trackers of Global Energy Monitor."""
