"""The synthesiser: oscillators, envelopes, filters, effects, and the instruments built of them."""
