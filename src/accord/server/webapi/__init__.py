"""The Web API that music apps were written against: one file per resource. ``README.md`` lists limits and quirks."""
