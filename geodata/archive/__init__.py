"""An archive of incidents beside the curated dataset: as large as it comes, and never mixed with what a curator wrote.

Incidents stand in GeoParquet, a folder a year, with the cells of two resolutions of H3; what a map asks for most is
counted once, when a file is added. Queries are plain SQL that DuckDB (the default, in this process), PostgreSQL and
Spark answer alike.
"""
