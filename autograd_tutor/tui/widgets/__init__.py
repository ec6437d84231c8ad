"""The panels and lines that screens are made of."""
