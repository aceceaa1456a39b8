"""Reports and what becomes of them: a person reports a thing, an editor decides, both are told.

subjects    what a person may report, found through what they may see
reports     reporting it
decisions   leaving it, warning its author, hiding, removing, restoring it
sight       what of a hidden thing somebody sees: asked by pages and API
"""
