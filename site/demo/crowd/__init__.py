"""A large school for benchmarks: a hundred thousand takes with everything that belongs to them.

    make_crowd(say, takes=100_000)      in minutes, the same one each time
    remove_crowd(say)                   and it was never there

Courses, people and words are invented by a random generator with a fixed seed; videos are rows
without bytes, so they are listed and answered, not played. Rows are written past the services and
their signals, in the database's fastest way; what services would have written beside is there too:
versions, jobs, news, log entries, references, the search index.
"""

from demo.crowd.build import CrowdIsThere, make_crowd
from demo.crowd.remove import remove_crowd

__all__ = ["CrowdIsThere", "make_crowd", "remove_crowd"]
