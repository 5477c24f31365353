"""One module a page: each reads the View, asks geodata, draws."""
