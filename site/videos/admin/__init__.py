"""Jobs and videos in the Wagtail admin, for editors and admins."""
