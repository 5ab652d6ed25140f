"""Mail, in all the shapes that programs give it."""
