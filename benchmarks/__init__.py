"""Speed, measured as a ratio against a named reference in the same run; never a timed test (`make bench`)."""
