"""Edgefinder without its chat platforms: the catalog, records, awards, goals and notices."""
