"""The building blocks of a lesson's body, an exercise's brief and the welcome text.

To add a block: write it in the file of its family, give it an icon, a help text for a teacher, a
preview and a template in templates/courses/blocks/, and name it in `body.py`.
"""

from courses.blocks.body import BodyBlock, BriefBlock, WelcomeBlock

__all__ = ["BodyBlock", "BriefBlock", "WelcomeBlock"]
