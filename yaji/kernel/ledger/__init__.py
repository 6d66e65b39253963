"""Where money is. Every movement is one transfer between two accounts; nothing is edited or deleted."""
