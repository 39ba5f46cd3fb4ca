-- +goose Up
-- Files: content-addressed by (agency, SHA-256); the bytes lie in the blob store.
CREATE TABLE file (
  agency_id  BLOB NOT NULL,
  sha256     BLOB NOT NULL,
  size       BIGINT NOT NULL,
  media_type TEXT NOT NULL,
  put_at     TEXT NOT NULL,           -- last put; bytes nobody refers to go 7 days later
  PRIMARY KEY (agency_id, sha256)
);
CREATE INDEX file_put ON file (agency_id, put_at);

-- What can be rebuilt from a file, and what was found when it came in.
CREATE TABLE file_reading (
  agency_id  BLOB NOT NULL,
  sha256     BLOB NOT NULL,
  read_at    TEXT NOT NULL,
  pages      INTEGER NOT NULL,
  verdict    TEXT NOT NULL,           -- valid | valid_with_warning | indeterminate | invalid | none
  report     TEXT NOT NULL,           -- JSON of the signature report; only Go reads it
  findings   TEXT NOT NULL,           -- JSON list: macros, scripts, attachments
  fields     TEXT NOT NULL,           -- JSON: header fields as read from the text, with confidence
  text       TEXT NOT NULL,           -- last: lists read the columns before it only
  PRIMARY KEY (agency_id, sha256)
);

-- Every document of an agency: incoming, outgoing, internal (regulations.md §3.2).
CREATE TABLE document (
  id                BLOB NOT NULL PRIMARY KEY,
  agency_id         BLOB NOT NULL REFERENCES agency (id),
  kind              TEXT NOT NULL,    -- incoming | outgoing | internal
  state             TEXT NOT NULL,    -- incoming: received registered refused cancelled; else draft approved signed numbered sealed issued cancelled
  box               TEXT NOT NULL,    -- which list it stands in; derived from kind and state
  register_id       BLOB,
  arrival_number    BIGINT,
  arrival_date      TEXT,
  number            BIGINT,
  notation          TEXT NOT NULL,    -- TB/TU, QĐ-UBND
  reference_code    TEXT NOT NULL,    -- as printed: 15-TB/TU
  reference_key     TEXT NOT NULL,    -- folded for looking up; derived
  rule_set          TEXT NOT NULL,
  type_code         TEXT NOT NULL,
  type_name         TEXT NOT NULL,
  issued_date       TEXT,
  body              TEXT NOT NULL,    -- symbol of the issuing body (outgoing): TU, VPTU, UBND
  issuing_agency_id BLOB,
  issuing_code      TEXT NOT NULL,    -- organ code of the issuing agency, when known
  issuing_name      TEXT NOT NULL,    -- as printed
  issuing_key       TEXT NOT NULL,    -- folded, for finding doubles; derived
  subject           TEXT NOT NULL,
  language          TEXT NOT NULL,
  pages             INTEGER NOT NULL,
  copies            INTEGER NOT NULL,
  note              TEXT NOT NULL,
  signer_name       TEXT NOT NULL,
  signer_position   TEXT NOT NULL,
  signing_capacity  TEXT NOT NULL,    -- T/M, K/T, T/L …
  signer_post_id    BLOB,             -- who will sign (outgoing, internal)
  unit_id           BLOB,             -- drafting unit
  author_post_id    BLOB,
  urgency           INTEGER NOT NULL,
  classification    INTEGER NOT NULL,
  due_date          TEXT,             -- answer or handling wanted by
  reply_to_id       BLOB,             -- the document this one answers, here
  reply_to_code     TEXT NOT NULL,    -- its code as printed
  refused_reason    TEXT NOT NULL,
  cancelled_reason  TEXT NOT NULL,
  duplicate_reason  TEXT NOT NULL,    -- why a double was registered all the same
  envelope_id       BLOB,             -- how it arrived, when by exchange
  sort_key          BIGINT NOT NULL,  -- order in lists, newest first = greatest; microseconds
  created_at        TEXT NOT NULL,
  changed_at        TEXT NOT NULL,
  version           INTEGER NOT NULL  -- optimistic lock: the edit form sends what it saw
);
CREATE INDEX document_type ON document (agency_id, box, type_code, sort_key, id);
CREATE INDEX document_reference ON document (reference_key, agency_id);
CREATE INDEX document_number ON document (agency_id, number);
CREATE INDEX document_arrival ON document (agency_id, arrival_number);

CREATE TABLE document_file (
  document_id BLOB NOT NULL REFERENCES document (id),
  ordinal     INTEGER NOT NULL,
  agency_id   BLOB NOT NULL,
  role        TEXT NOT NULL,          -- main | annex | docx
  sha256      BLOB NOT NULL,
  name        TEXT NOT NULL,
  media_type  TEXT NOT NULL,
  size        BIGINT NOT NULL,
  PRIMARY KEY (document_id, ordinal)
);
CREATE INDEX document_file_hash ON document_file (agency_id, sha256);

CREATE TABLE document_recipient (
  document_id BLOB NOT NULL REFERENCES document (id),
  ordinal     INTEGER NOT NULL,
  agency_id   BLOB NOT NULL,          -- owner of the row
  to_code     TEXT NOT NULL,          -- organ code; '' for a recipient on paper only
  to_name     TEXT NOT NULL,
  channel     TEXT NOT NULL,          -- exchange | paper
  PRIMARY KEY (document_id, ordinal)
);

-- Registers (sổ) and number series (decision 3).
CREATE TABLE register (
  id         BLOB NOT NULL PRIMARY KEY,
  agency_id  BLOB NOT NULL,
  kind       TEXT NOT NULL,           -- incoming | outgoing | internal
  name       TEXT NOT NULL,
  opened_on  TEXT NOT NULL,
  closed_on  TEXT
);
CREATE INDEX register_agency ON register (agency_id, kind);

-- series = (agency, body, kind, type group, period); next is the number the next document gets.
CREATE TABLE series (
  id         BLOB NOT NULL PRIMARY KEY,
  agency_id  BLOB NOT NULL,
  body_key   TEXT NOT NULL,           -- issuing body: symbol such as TU, VPTU; for arrivals the register id
  kind       TEXT NOT NULL,           -- normal | congress | copy | arrival
  type_group TEXT NOT NULL,
  period     TEXT NOT NULL,           -- 2026, or the code of the term
  first      BIGINT NOT NULL,         -- the number it began with; more than 1 only by an act
  next       BIGINT NOT NULL,         -- derived: first + numbers given
  sort_key   BIGINT NOT NULL          -- derived: greatest sort key given with a number
);
CREATE UNIQUE INDEX series_key ON series (agency_id, body_key, kind, type_group, period);

-- Congresses of the agency's committee: each ends one term of numbers and begins
-- the next (regulations.md §1.2).
CREATE TABLE congress (
  id            BLOB NOT NULL PRIMARY KEY,
  agency_id     BLOB NOT NULL,
  code          TEXT NOT NULL,        -- names the term it begins
  opens         TEXT NOT NULL,        -- preparatory session included
  first_meeting TEXT,                 -- of the new committee
  closes        TEXT NOT NULL
);
CREATE UNIQUE INDEX congress_code ON congress (agency_id, code);

-- Every number ever given. Plain "taken" rows follow their document; rows with a
-- reason (reserved, cancelled) are journalled objects of their own.
CREATE TABLE number (
  series_id   BLOB NOT NULL REFERENCES series (id),
  number      BIGINT NOT NULL,
  agency_id   BLOB NOT NULL,
  id          BLOB NOT NULL,          -- the number as a journalled object
  state       TEXT NOT NULL,          -- taken | reserved | cancelled
  document_id BLOB,
  reason      TEXT NOT NULL,
  on_date     TEXT NOT NULL,
  changed_at  TEXT NOT NULL,
  PRIMARY KEY (series_id, number)
);
CREATE UNIQUE INDEX number_id ON number (id);
CREATE INDEX number_document ON number (document_id);
CREATE INDEX number_agency ON number (agency_id, state);

-- Who may read a document: one row per principal (decision 7). Derived columns
-- box and sort_key follow the document, so that every list is one ordered scan.
CREATE TABLE reader (
  principal   BLOB NOT NULL,
  box         TEXT NOT NULL,
  sort_key    BIGINT NOT NULL,
  document_id BLOB NOT NULL,
  agency_id   BLOB NOT NULL,
  PRIMARY KEY (principal, box, sort_key, document_id)
);
CREATE INDEX reader_document ON reader (document_id, principal);

-- Uploads held back: a classification mark was found, or a hostile file. Bytes,
-- names and fields lie in the staging folder only, never here.
CREATE TABLE staging (
  id         BLOB NOT NULL PRIMARY KEY,
  agency_id  BLOB NOT NULL,
  reason     TEXT NOT NULL,           -- classification | hostile
  level      INTEGER NOT NULL,
  files      INTEGER NOT NULL,
  size       BIGINT NOT NULL,
  by_account BLOB,
  by_person  BLOB,
  created_at TEXT NOT NULL,
  decided_at TEXT,
  decision   TEXT NOT NULL,           -- '' | released | purged
  decision_reason TEXT NOT NULL
);
CREATE INDEX staging_agency ON staging (agency_id, decided_at);

-- +goose Down
