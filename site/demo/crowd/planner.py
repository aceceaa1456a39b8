"""Updates statistics: a database that was just filled or emptied chooses slow query plans."""

from django.db import connection


def tell_the_planner() -> None:
    """PostgreSQL also records which pages have no dead rows.

    Tables are named, as otherwise those that all databases of a server share are analysed, too,
    and stay locked until the transaction ends.
    """
    may_vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
    what = "VACUUM ANALYZE" if may_vacuum else "ANALYZE"
    with connection.cursor() as cursor:
        cursor.execute(f"{what} {_tables()}")


def _tables() -> str:
    if connection.vendor != "postgresql":
        return ""  # SQLite takes one name or none
    names = connection.introspection.table_names()
    return ", ".join(connection.ops.quote_name(name) for name in names)
