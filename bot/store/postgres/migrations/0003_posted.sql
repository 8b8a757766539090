-- What is still to be done with posted cards is found without reading them: threads to open, and what living posts show.

-- Generated, so that a replica of the version before keeps them right, too. In a document no text that a stranger
-- wrote can hold these, since its quotes are escaped; and no function is asked that fails on \u0000.
ALTER TABLE destinations
    ADD COLUMN living boolean GENERATED ALWAYS AS (document::text NOT LIKE '%"still":true%') STORED,
    ADD COLUMN threads boolean GENERATED ALWAYS AS (
        document::text LIKE '%"threads":true%' AND document::text NOT LIKE '%"kind":"forum"%'
    ) STORED;

CREATE INDEX messages_threadless ON messages (finished, key)
    WHERE state = 'sent' AND kind = 'card' AND message_id IS NOT NULL AND thread_id IS NULL
        AND payload::text LIKE '%"thread":{%';
CREATE INDEX messages_living ON messages ((paper_ids[1]), finished, key)
    WHERE state = 'sent' AND kind = 'card' AND message_id IS NOT NULL AND NOT 'gone' = ANY (milestones);
