"""The rate limits that benchmarks and drills lift: they work far faster than a person."""

LIFTED = {
    f"{what}_A_MINUTE": "0"
    for what in ("MESSAGES", "SEGMENTS", "UPLOADS", "RETRIES", "SEARCHES", "TOKENS")
}
"""Environment settings for a portal under test."""
