"""Users, posts and roles: who may see and do what, on which day."""
