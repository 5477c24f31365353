"""The offline basemap: Natural Earth shapes and GeoNames towns, and the script that made them."""
