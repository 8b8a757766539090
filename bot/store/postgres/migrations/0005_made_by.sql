-- Which Paperboy applied a migration: one that is too old for the database says which one to install.
ALTER TABLE migrations ADD COLUMN IF NOT EXISTS made_by text;
