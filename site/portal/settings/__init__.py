"""One module per environment (dev, test, production); base holds what they share."""
