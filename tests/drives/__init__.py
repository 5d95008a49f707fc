"""The laboratory: simulated drives that real tools and the real kernel believe (docs/laboratory.md).

Nothing here knows the product's own reading of a drive (hardware/, sanitize/): a misunderstanding must not
stand on both sides.
"""
