"""Briefs: a .docx template that an office edits in Word, filled with figures and quoted records. Public names: `briefs.api`."""
