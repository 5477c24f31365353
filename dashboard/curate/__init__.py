"""The desk's screen: forms made from the schema, what a draft means beside its map, conflicts side by side, history."""
