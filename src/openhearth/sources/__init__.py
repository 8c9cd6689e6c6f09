"""One module for each outside format: ``parse`` is pure, ``fetch`` (where one exists) is the only network code."""
