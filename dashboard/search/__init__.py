"""The search box: typed text goes to `routes`, answers come from `answers`, what is chosen goes to the View."""
