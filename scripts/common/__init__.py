"""What benches, drills and the servers' keepers share; it imports nothing of theirs.

common ← services ← production ← bench, load, reliability
"""
