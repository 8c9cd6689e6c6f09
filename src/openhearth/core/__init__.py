"""The pure core: frozen values in, frozen values out. No Django, network, clock or environment.

Callers import topics (``from openhearth.core import peers``), never names from here.
"""
