"""Django's SQLite backend, with a fair wait for the single write lock. See `base`."""
