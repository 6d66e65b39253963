"""What an attacker tries: rights, amounts, texts, files, headers, canaries. See docs/security."""
