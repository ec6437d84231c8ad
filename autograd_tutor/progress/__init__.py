"""What the learner did: steps reached, drafts, attempts, and what was passed."""
