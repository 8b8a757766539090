-- Finds the posted cards with something to do without reading the others: threads to open, milestones to show.

-- Generated, so that a replica of the version before keeps them right, too. No stranger's text in a document can
-- match these patterns, since its quotes are escaped. Functions that read JSON would fail on \u0000. "still" says that
-- cards are not updated, and the milestone 'gone' that a card can no longer be edited.
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
