"""Pictures drawn by arithmetic: fields of numbers, colours, and covers for music that has none."""
