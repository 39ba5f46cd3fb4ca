-- +goose Up
-- The journal: one append-only log per agency (Merkle tree after RFC 6962).

CREATE TABLE journal_head (
  agency_id BLOB NOT NULL PRIMARY KEY REFERENCES agency (id),
  size      BIGINT NOT NULL
);

CREATE TABLE journal_entry (
  agency_id    BLOB NOT NULL,
  idx          BIGINT NOT NULL,
  at           TEXT NOT NULL,
  act          TEXT NOT NULL,
  kind         TEXT NOT NULL,
  object_id    BLOB NOT NULL,
  post_id      BLOB,
  account_id   BLOB,
  person_id    BLOB,                  -- who acted, for the story; in the payload too
  behalf_id    BLOB,                  -- on whose behalf
  document_id  BLOB,                  -- whose story it belongs to; derived
  commitment   BLOB NOT NULL,         -- SHA-256(salt ‖ payload)
  salt         BLOB,                  -- NULL once erased
  payload      BLOB,                  -- NULL once erased
  erased_by    BIGINT,                -- index of the erasing entry
  PRIMARY KEY (agency_id, idx)
);
CREATE INDEX journal_entry_document ON journal_entry (document_id, idx);
CREATE INDEX journal_entry_object ON journal_entry (object_id, idx);

-- Stored hashes of the tree, by tlog.StoredHashIndex.
CREATE TABLE journal_hash (
  agency_id BLOB NOT NULL,
  idx       BIGINT NOT NULL,
  hash      BLOB NOT NULL,
  PRIMARY KEY (agency_id, idx)
);

-- Heads signed by the agency's service key, made by a job after commit.
CREATE TABLE journal_signed_head (
  agency_id BLOB NOT NULL,
  size      BIGINT NOT NULL,
  at        TEXT NOT NULL,
  note      TEXT NOT NULL,            -- C2SP signed note over the tree head
  PRIMARY KEY (agency_id, size)
);

-- Heads of other agencies, as they reached this one: kept for ever.
CREATE TABLE journal_witness (
  agency_id   BLOB NOT NULL,          -- who keeps it
  origin      TEXT NOT NULL,          -- whose journal: the origin line of the note
  size        BIGINT NOT NULL,
  root        BLOB NOT NULL,
  note        TEXT NOT NULL,
  received_at TEXT NOT NULL,
  fork        INTEGER NOT NULL,       -- 1: contradicts an earlier head of the same origin
  proven      INTEGER NOT NULL,       -- 1: a later head was shown to extend it
  PRIMARY KEY (agency_id, origin, size, root)
);
CREATE INDEX journal_witness_open ON journal_witness (agency_id, proven, fork, origin);

-- +goose Down
