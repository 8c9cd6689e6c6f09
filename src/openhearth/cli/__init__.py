"""The ``openhearth`` command, one file for each group of commands."""
