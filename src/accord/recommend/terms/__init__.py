"""The terms of a score: it is the sum of all of them, and each is a sum over what it is because of."""
