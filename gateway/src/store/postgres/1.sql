CREATE SCHEMA IF NOT EXISTS qrlogin;
CREATE TABLE qrlogin.schema_version (version bigint NOT NULL);
INSERT INTO qrlogin.schema_version VALUES (1);

-- The clock of all replicas, in milliseconds.
CREATE FUNCTION qrlogin.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
-- When this server has started.
CREATE FUNCTION qrlogin.started_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT floor(extract(epoch FROM pg_postmaster_start_time()) * 1000)::bigint';
-- A worker that could not reach a stopped server has its whole lease after the start.
CREATE FUNCTION qrlogin.lease_end(lease_ends bigint, lease bigint) RETURNS bigint
    LANGUAGE sql VOLATILE AS 'SELECT greatest(lease_ends, qrlogin.started_ms() + lease)';

CREATE TABLE qrlogin.workers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lease bigint NOT NULL,
    lease_ends bigint NOT NULL
);

CREATE TABLE qrlogin.logins (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL,
    version bigint NOT NULL,
    last_event bigint NOT NULL,
    worker bigint REFERENCES qrlogin.workers ON DELETE SET NULL,
    claim bigint,
    redeemed_at bigint,
    webhook_due bigint,
    webhook_attempts integer NOT NULL DEFAULT 0,
    answer_taken boolean NOT NULL DEFAULT false,
    id text NOT NULL UNIQUE,
    owner text NOT NULL,
    flow text NOT NULL,
    state text NOT NULL,
    secret bytea NOT NULL,
    idempotency_key bytea,
    idempotency_request bytea,
    answer bytea,
    webhook bytea,
    snapshot bytea,
    result bytea
) WITH (fillfactor = 60);
-- Sealed texts cannot be compressed.
ALTER TABLE qrlogin.logins
    ALTER snapshot SET STORAGE EXTERNAL, ALTER result SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX logins_idempotency ON qrlogin.logins (owner, idempotency_key)
    WHERE idempotency_key IS NOT NULL;
CREATE INDEX logins_free ON qrlogin.logins (seq) WHERE state = 'running' AND worker IS NULL;
CREATE INDEX logins_worker ON qrlogin.logins (worker) WHERE worker IS NOT NULL;
CREATE INDEX logins_answer ON qrlogin.logins (worker) WHERE answer IS NOT NULL;
CREATE INDEX logins_expiry ON qrlogin.logins (expires_at);
CREATE INDEX logins_redeemed ON qrlogin.logins (redeemed_at)
    WHERE redeemed_at IS NOT NULL AND result IS NOT NULL;
CREATE INDEX logins_webhook ON qrlogin.logins (webhook_due) WHERE webhook_due IS NOT NULL;

-- Events go with their login: see the sweep. A foreign key would be checked for each event.
CREATE TABLE qrlogin.events (
    login bigint NOT NULL,
    number bigint NOT NULL,
    at bigint NOT NULL,
    event bytea NOT NULL,
    PRIMARY KEY (login, number)
);

CREATE TABLE qrlogin.keys (
    name text PRIMARY KEY,
    hash bytea NOT NULL UNIQUE,
    created_at bigint NOT NULL,
    revoked_at bigint
);

-- Reports one change. The number is always 1, so that a query can return it.
CREATE FUNCTION qrlogin.changed(id text, version bigint) RETURNS integer LANGUAGE sql VOLATILE AS
    $$SELECT 1 FROM (SELECT pg_notify('qrlogin', id || ' ' || version)) AS sent$$;
-- Reports many, as few notifications: one has less than 8,000 bytes.
CREATE FUNCTION qrlogin.changed_all(ids text[], versions bigint[]) RETURNS bigint
    LANGUAGE sql VOLATILE AS $$
    SELECT count(sent) FROM (
        SELECT pg_notify('qrlogin', string_agg(id || ' ' || version, E'\n' ORDER BY n))::text AS sent
        FROM unnest(ids, versions) WITH ORDINALITY AS changes (id, version, n)
        GROUP BY n / 150) AS notifications
    $$;
