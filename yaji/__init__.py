"""Yaji 雅集: an open-source shop for culture. The folders below are its storeys; see docs/architecture.md."""

__version__ = "0.1.0"
