"""Where learner code runs: a client here, a server and its workers in their own processes."""
