"""What comes: mail and files, received, opened and put away."""
