"""Peer-learning programmes: who hosts when, how everybody stands, and the chain from a practice to a changed instrument."""
