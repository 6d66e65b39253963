"""Many at once on real connections. Each guard has a control that shows the race without it."""
