"""How much may be kept: limits, reservations, and the recount."""
