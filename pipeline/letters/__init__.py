"""Letters, from the draft to the server, and what comes back."""
