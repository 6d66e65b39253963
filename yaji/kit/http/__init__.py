"""What every page and endpoint shares: refusals as answers, htmx, request ids, throttling."""
