"""Transition plans as YAML and as Excel workbooks."""
