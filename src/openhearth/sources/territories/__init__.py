"""Regions and their borders: NUTS codes in every version, boundaries, and which region a point lies in."""
