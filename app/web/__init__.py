"""Pages, guards, errors, filters and form fields: nothing in here knows a word of the domain."""
