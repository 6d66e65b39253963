"""The one API: everything a page does, documented at /api/v1/docs."""
