-- What each of several sources says of a paper, apart; of a single source the document is what it says.

-- Beside the document, which a replica of the version before writes without it: it takes nothing away.
ALTER TABLE papers ADD COLUMN readings json;
