-- When each subscription last changed, so that a subscription cache of an earlier version reads only what is new.
-- A trigger writes it, so that changes by replicas of the version before count too.

CREATE TABLE subscription_changes (
    id text COLLATE "C" PRIMARY KEY, -- of a subscription that may have been deleted since
    version bigint NOT NULL -- of the ledger after the change
);
CREATE INDEX subscription_changes_by_version ON subscription_changes (version);
ALTER TABLE ledger ADD COLUMN forgotten bigint NOT NULL DEFAULT 0; -- deletions up to this version are not noted now

-- A transaction that writes subscriptions has locked the ledger, and adds one to its number.
CREATE FUNCTION note_subscription_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO subscription_changes (id, version) SELECT coalesce(NEW.id, OLD.id), subscriptions + 1 FROM ledger
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END
$$;
CREATE TRIGGER subscription_changed AFTER INSERT OR UPDATE OR DELETE ON subscriptions
    FOR EACH ROW EXECUTE FUNCTION note_subscription_change();

CREATE INDEX destinations_by_guild ON destinations (guild_id);
CREATE INDEX destinations_blocked ON destinations (id) WHERE blocked;
