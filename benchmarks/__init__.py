"""Speed and memory, measured against peers in the same run; README.md has commands and tables."""
