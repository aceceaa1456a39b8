"""What a migration does to rows, tried on today's tables."""

import importlib
from types import SimpleNamespace

from django.db import connection
from django.db.migrations.loader import MigrationLoader


def run(app: str, name: str, function: str) -> None:
    """Calls the function with the models as they were after that migration."""
    then = MigrationLoader(connection).project_state((app, name)).apps
    migration = importlib.import_module(f"{app}.migrations.{name}")
    getattr(migration, function)(then, SimpleNamespace(connection=connection))
