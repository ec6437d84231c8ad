"""The signs of silent failures, in a program's tree and in what its run left behind."""
