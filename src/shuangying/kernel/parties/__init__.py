"""People, households, organisations, places and units: the parties that all fields of work share."""
