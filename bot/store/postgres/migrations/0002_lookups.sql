-- Which subscriptions changed when, so that whoever knows the book of one version reads no more than what is new.
-- A trigger notes it, so that it is right as well for what replicas of the version before write.

CREATE TABLE subscription_changes (
    id text COLLATE "C" PRIMARY KEY, -- of a subscription that may have ended since
    version bigint NOT NULL -- of the ledger, that has the change
);
CREATE INDEX subscription_changes_by_version ON subscription_changes (version);
ALTER TABLE ledger ADD COLUMN forgotten bigint NOT NULL DEFAULT 0; -- ends up to this version are not noted any more

-- Who writes subscriptions has locked the ledger, and raises its number by one in the same transaction.
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
