"""Solvers in processes of their own: what the core asks, they answer. No Django here."""
