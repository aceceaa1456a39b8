"""Updates statistics: a database that was just filled or emptied chooses slow query plans."""

from django.db import connection


def tell_the_planner() -> None:
    """PostgreSQL also records which pages have no dead rows."""
    may_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if may_vacuum else "ANALYZE")
