"""The operator shell."""
