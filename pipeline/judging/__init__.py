"""What the papers of a dossier come to."""
