-- The version of Paperboy that applied a migration. An older one that cannot read the database says to install it.
ALTER TABLE migrations ADD COLUMN IF NOT EXISTS made_by text;
