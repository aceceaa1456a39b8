"""What the Wagtail admin gets from courses; `courses.wagtail_hooks` wires it."""
