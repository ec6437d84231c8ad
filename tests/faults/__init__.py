"""What the tutor promises on bad days, each promise tried on real processes."""
