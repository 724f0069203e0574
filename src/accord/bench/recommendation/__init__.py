"""How good recommendations are and what they cost, beside other recommenders on the same splits of the same data."""
