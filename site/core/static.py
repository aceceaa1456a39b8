"""Static files with their content's hash in the name, pre-compressed."""

from functools import cache
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressOnce(Compressor):
    """Most files are stored under two names, with and without the hash: compress them once."""

    compress_brotli = staticmethod(cache(Compressor.compress_brotli))
    compress_gzip = staticmethod(cache(Compressor.compress_gzip))


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Source maps are for whoever debugs, and are as large as all the rest."""
        skipped = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")
        return CompressOnce(**{**kwargs, "extensions": skipped})
