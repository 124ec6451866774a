"""What an answer holds and what it lacks, from its words. Pure."""
