-- +goose Up
-- Where another agency can be reached, and the key its receipts are signed with.
CREATE TABLE peer (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,          -- whose address book
  code        TEXT NOT NULL,          -- organ code of the peer
  name        TEXT NOT NULL,
  transport   TEXT NOT NULL,          -- loopback | https
  address     TEXT NOT NULL,
  service_key TEXT NOT NULL,          -- note verifier key of the peer's service key
  certificate BLOB,                   -- DER of its service certificate (package manifests)
  recorded_at TEXT NOT NULL
);
CREATE UNIQUE INDEX peer_code ON peer (agency_id, code);

-- One envelope per (document, recipient, attempt after refusal).
CREATE TABLE envelope (
  id           BLOB NOT NULL,         -- the envelope id that travels; the same on both sides
  agency_id    BLOB NOT NULL,
  direction    TEXT NOT NULL,         -- out | in
  peer_code    TEXT NOT NULL,
  peer_name    TEXT NOT NULL,
  document_id  BLOB,                  -- out: what is sent; in: what was made of it
  replaces_id  BLOB,                  -- an envelope refused before
  manifest     BLOB,                  -- SHA-256 of the manifest
  status       TEXT NOT NULL,         -- queued sent | 01 02 03 04 05 06 13 15 16
  reason       TEXT NOT NULL,
  attempts     INTEGER NOT NULL,
  next_attempt TEXT,
  last_error   TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  sent_at      TEXT,                  -- out: accepted by the peer's server; in: as the sender says
  status_at    TEXT,
  PRIMARY KEY (agency_id, direction, id)
);
CREATE INDEX envelope_document ON envelope (document_id);
CREATE INDEX envelope_out ON envelope (agency_id, direction, status);
CREATE INDEX envelope_peer ON envelope (agency_id, direction, peer_code);

-- Receipts, signed and numbered by the receiver per envelope.
CREATE TABLE receipt (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  direction   TEXT NOT NULL,          -- out: we wrote it; in: the peer wrote it
  envelope_id BLOB NOT NULL,
  number      INTEGER NOT NULL,
  status      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  at          TEXT NOT NULL,
  note        TEXT NOT NULL,          -- the signed bytes, as they travel
  late        INTEGER NOT NULL,       -- 1: came after a newer one, changed nothing
  delivered_at TEXT,                  -- out: handed to the sender
  attempts    INTEGER NOT NULL,
  last_error  TEXT NOT NULL
);
CREATE UNIQUE INDEX receipt_number ON receipt (agency_id, direction, envelope_id, number);

-- +goose Down
