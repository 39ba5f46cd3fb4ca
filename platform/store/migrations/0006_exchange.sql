-- +goose Up
-- Where another agency can be reached, and the certificate its packages and
-- receipts are checked against.
CREATE TABLE peer (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,          -- whose address book
  code        TEXT NOT NULL,          -- organ code of the peer
  name        TEXT NOT NULL,
  transport   TEXT NOT NULL,          -- loopback | https
  address     TEXT NOT NULL,          -- https: host:port
  service_key TEXT NOT NULL,          -- note verifier key of the pinned certificate; '' when a trusted CA decides
  certificate BLOB,                   -- DER, pinned; NULL when a trusted CA decides
  key_sha256  BLOB,                   -- of the pinned certificate's public key: finds the peer of a connection
  recorded_at TEXT NOT NULL,
  closed_at   TEXT                    -- exchange with it has ended
);
CREATE UNIQUE INDEX peer_code ON peer (agency_id, code);
CREATE INDEX peer_key ON peer (agency_id, key_sha256);

-- Which heads of our journal a peer says it holds: where the next proof starts.
CREATE TABLE peer_holds (
  agency_id   BLOB NOT NULL,
  code        TEXT NOT NULL,
  sizes       TEXT NOT NULL,          -- numbers with spaces between
  PRIMARY KEY (agency_id, code)
);

-- edXML headers as sent or received; many envelopes of one document share one.
CREATE TABLE envelope_header (
  agency_id   BLOB NOT NULL,
  sha256      BLOB NOT NULL,
  xml         BLOB NOT NULL,
  PRIMARY KEY (agency_id, sha256)
);

-- One envelope per (document, recipient, attempt after refusal). The row has its
-- own id, because two senders may choose one envelope id.
CREATE TABLE envelope (
  id           BLOB NOT NULL PRIMARY KEY,
  agency_id    BLOB NOT NULL,
  direction    TEXT NOT NULL,         -- out | in
  envelope_id  BLOB NOT NULL,         -- the id that travels; the row's own on the sender's side
  peer_code    TEXT NOT NULL,
  peer_name    TEXT NOT NULL,
  document_id  BLOB,                  -- out: what is sent; in: what was made of it
  replaces_id  BLOB,                  -- an envelope (travelling id) refused before
  manifest     BLOB NOT NULL,         -- SHA-256 of the manifest
  manifest_text TEXT NOT NULL,        -- '' when refused at the door
  signature    TEXT NOT NULL,         -- in: the sender's, over the manifest
  signer_key   TEXT NOT NULL,         -- in: the note verifier key it was checked with
  header       BLOB,                  -- SHA-256 of the header; NULL when refused at the door
  status       TEXT NOT NULL,         -- queued sent | 01 02 03 04 05 06
  reason       TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  sent_at      TEXT,                  -- out: accepted by the peer's server; in: as the sender says
  status_at    TEXT NOT NULL,
  attempts     INTEGER NOT NULL,      -- bookkeeping of delivery, not journalled
  next_attempt TEXT,
  last_error   TEXT NOT NULL
);
CREATE UNIQUE INDEX envelope_key ON envelope (agency_id, direction, peer_code, envelope_id);
CREATE INDEX envelope_document ON envelope (document_id);
CREATE INDEX envelope_status ON envelope (agency_id, direction, status, created_at);

-- Receipts, signed and numbered by the receiver per envelope.
CREATE TABLE receipt (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  direction   TEXT NOT NULL,          -- out: we wrote it; in: the peer wrote it
  envelope_id BLOB NOT NULL REFERENCES envelope (id), -- the row, not the travelling id
  number      INTEGER NOT NULL,
  status      TEXT NOT NULL,
  reason      TEXT NOT NULL,
  at          TEXT NOT NULL,          -- as the writer says
  note        TEXT NOT NULL,          -- the signed bytes, as they travel
  late        INTEGER NOT NULL,       -- 1: came after a newer one, or no such move: changed nothing
  recorded_at TEXT NOT NULL,
  delivered_at TEXT,                  -- out: handed to the sender; bookkeeping from here on, not journalled
  attempts    INTEGER NOT NULL,
  next_attempt TEXT,
  last_error  TEXT NOT NULL
);
CREATE UNIQUE INDEX receipt_number ON receipt (envelope_id, number);
CREATE INDEX receipt_agency ON receipt (agency_id);

-- What was turned away or contradicts itself: kept and shown, never a subject.
CREATE TABLE exchange_incident (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  kind        TEXT NOT NULL,
  peer_code   TEXT NOT NULL,          -- as claimed
  envelope_id BLOB,                   -- travelling id
  digest      BLOB,                   -- SHA-256 of the manifest, receipt or head concerned
  detail      TEXT NOT NULL,
  at          TEXT NOT NULL,
  seen        INTEGER NOT NULL        -- how often; not journalled
);
CREATE UNIQUE INDEX exchange_incident_key ON exchange_incident (agency_id, kind, peer_code, digest);

-- +goose Down
