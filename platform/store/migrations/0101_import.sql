-- +goose Up
-- Imports: batches of documents of an older system. One act and one journal entry
-- each; source, first_row say which rows, so that none is taken twice.
CREATE TABLE document_import (
  id         BLOB NOT NULL PRIMARY KEY,
  agency_id  BLOB NOT NULL,
  source     TEXT NOT NULL,           -- name and SHA-256 of what was read
  first_row  BIGINT NOT NULL,
  last_row   BIGINT NOT NULL,
  taken      INTEGER NOT NULL,
  rejected   INTEGER NOT NULL,
  created_at TEXT NOT NULL
);
CREATE UNIQUE INDEX document_import_rows ON document_import (agency_id, source, first_row);

CREATE TABLE document_import_row (
  document_id BLOB NOT NULL PRIMARY KEY REFERENCES document (id),
  import_id   BLOB NOT NULL REFERENCES document_import (id),
  row_number  BIGINT NOT NULL,
  text        TEXT NOT NULL           -- what is searched of a document without a file
);
CREATE INDEX document_import_row_import ON document_import_row (import_id, row_number);

-- +goose Down
