"""What courses adds to the Wagtail admin; `courses.wagtail_hooks` wires it up."""
