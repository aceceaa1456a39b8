"""Drills: what must hold while things die. `python -m scripts.reliability [--only R1,R7]`."""
