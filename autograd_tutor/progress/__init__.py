"""What the learner did: which step was reached and every draft."""
