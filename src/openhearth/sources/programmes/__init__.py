"""Peer-learning programmes, their course and their rotation of hosts as YAML."""
