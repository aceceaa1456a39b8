"""A portal to measure or to break: what benchmarks, load tests and drills share.

    place     its data folder, settings and servers; sets up Django
    people    who visits it, with tokens and sessions, and an empty course
    takes     what they send: films, uploads, takes
    pace      rate limits lifted for all of it
    table     figures with their targets; `report` lays out columns and writes JSON

Benchmarks (`bench`), load tests (`load`) and drills (`tests/drills`) import this room and those
below it, never each other: common ← services ← production ← testbed.
"""
