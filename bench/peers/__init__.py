"""What the tutor is measured beside."""
