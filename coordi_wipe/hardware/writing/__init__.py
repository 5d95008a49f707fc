"""The stick of the live image: writes it, reads it back, compares it with its release, opens its export."""
