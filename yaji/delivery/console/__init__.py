"""The shell of the console: where organisers and operators begin. The desks themselves live in their rooms."""
