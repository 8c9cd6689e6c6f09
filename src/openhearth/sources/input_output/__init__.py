"""National input-output tables: those that ship, those that somebody loads, and changes as YAML."""
