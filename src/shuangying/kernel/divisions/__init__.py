"""The tree of divisions, dated, and the names people give them."""
