"""The mailbox as an invisible guest sees it, and the few changes that settings allow."""
