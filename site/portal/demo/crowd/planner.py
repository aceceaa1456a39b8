"""A database that was filled or emptied at once has no idea of it, and chooses slow ways."""

from django.db import connection


def tell_the_planner() -> None:
    """PostgreSQL also notes which pages of its files are free of rows that are gone."""
    may_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if may_vacuum else "ANALYZE")
