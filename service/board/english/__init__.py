"""Every English word the pages print, and the British way of writing numbers, units and dates.

Templates and view models hold no text of their own, so that a translation is another package with the
same names.
"""
