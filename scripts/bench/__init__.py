"""`make bench`: the promises of speed, measured on this machine. See docs/performance.md."""
