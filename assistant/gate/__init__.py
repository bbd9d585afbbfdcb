"""The checks on a text: one small function per rule, in one table."""
