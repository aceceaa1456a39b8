"""The queue of reports in the admin: its list, a page for each case, and decisions in bulk."""
