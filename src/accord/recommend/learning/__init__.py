"""Where models come from: whose rows they are made of, how they are kept, and how people leave them."""
