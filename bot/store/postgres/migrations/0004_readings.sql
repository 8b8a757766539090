-- What each of several sources says of a paper, apart; of a single source the document is what it says.

-- Beside the document, which a replica of the version before writes without it: it takes nothing away.
ALTER TABLE papers ADD COLUMN readings json;

-- The journal version of a preprint, by which the one is found when the other appears.
ALTER TABLE papers ADD COLUMN published text COLLATE "C";
CREATE INDEX papers_published ON papers (published) WHERE published IS NOT NULL;
