"""What those who hand the tutor out need, and learners do not."""
