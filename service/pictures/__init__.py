"""From the store to a chart: one file a kind, each giving a picture with its words and its figures.

The finding in the title comes from the stored judgement, in the English of the pages.
"""
