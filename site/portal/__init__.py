"""Everything site-wide. `site/` is a source root and never a package: see docs/adr/0001."""
