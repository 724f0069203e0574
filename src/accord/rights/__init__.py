"""Rights, pure: labels, decisions, consent, the registry of sources, the Merkle tree. Values in, values out."""
