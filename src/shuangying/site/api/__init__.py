"""The HTTP API at `/api/`: an endpoint for everything that a register or a figure declares."""
