"""A sheet into a register, and out again. The public names live in `imports.api`."""
