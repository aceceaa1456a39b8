"""Drills: what must hold while things die. They take half an hour: `make bench-reliability`.

The modules named `test_…` hold what the drills rely on, and run with all other tests.
"""
