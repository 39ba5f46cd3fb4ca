-- +goose Up
CREATE TABLE job (
  id           BLOB NOT NULL PRIMARY KEY,
  agency_id    BLOB NOT NULL,
  kind         TEXT NOT NULL,
  dedup        TEXT,                  -- (kind, dedup) unique while waiting
  payload      TEXT NOT NULL,
  run_at       TEXT NOT NULL,
  attempts     INTEGER NOT NULL,
  claimed_by   TEXT,
  claimed_until TEXT,
  last_error   TEXT NOT NULL,
  created_at   TEXT NOT NULL
);
CREATE INDEX job_due ON job (run_at);
CREATE UNIQUE INDEX job_dedup ON job (kind, dedup);

-- +goose Down
