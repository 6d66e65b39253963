"""One claim of the performance page in each file; run one by itself, or all of them by `make bench`."""
