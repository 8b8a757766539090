-- The readings of a paper by several sources; with one source, the document is its reading.

-- Not in the document, which a replica of the version before would write without them.
ALTER TABLE papers ADD COLUMN readings json;

-- The journal version of a preprint: by it, either is found when the other appears.
ALTER TABLE papers ADD COLUMN published text COLLATE "C";
CREATE INDEX papers_published ON papers (published) WHERE published IS NOT NULL;
