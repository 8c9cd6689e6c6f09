"""Practices and projects: YAML, JSON, tables, and the lists of the structural funds."""
