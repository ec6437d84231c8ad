"""What is read off in a worker beside the learner's own code."""
