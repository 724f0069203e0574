"""Pure functions on arrays: values in, values out."""
