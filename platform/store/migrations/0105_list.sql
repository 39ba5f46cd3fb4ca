-- +goose Up
-- Who may read a document, as lists need it: the row holds what lists are
-- filtered by, so that every filtered list is one ordered scan of an index too.
-- All but document, principal and agency is derived from the document.
CREATE TABLE reader_of (
  document_id BLOB NOT NULL,
  principal   BLOB NOT NULL,
  agency_id   BLOB NOT NULL,
  box         TEXT NOT NULL,
  sort_key    BIGINT NOT NULL,
  state       TEXT NOT NULL,
  type_code   TEXT NOT NULL,
  urgent      INTEGER NOT NULL,       -- 1: above Thường
  issuing_key TEXT NOT NULL,
  register_id BLOB,
  day         TEXT,                   -- of arrival, or of issue for what goes out
  PRIMARY KEY (document_id, principal)
) /* clustered */;
INSERT INTO reader_of (document_id, principal, agency_id, box, sort_key, state, type_code, urgent, issuing_key, register_id, day)
SELECT DISTINCT d.id, r.principal, d.agency_id, d.box, d.sort_key, d.state, d.type_code,
  CASE WHEN d.urgency > 0 THEN 1 ELSE 0 END, d.issuing_key, d.register_id,
  CASE WHEN d.box IN ('queue', 'incoming') THEN d.arrival_date ELSE d.issued_date END
FROM reader r JOIN document d ON d.id = r.document_id;
DROP TABLE reader;
ALTER TABLE reader_of RENAME TO reader;

-- What follows document_id is there so that the index alone answers.
CREATE INDEX reader_list ON reader (principal, box, sort_key, document_id, day, register_id, issuing_key);
CREATE INDEX reader_type ON reader (principal, box, type_code, urgent, sort_key, document_id, issuing_key);
CREATE INDEX reader_issuing ON reader (principal, box, issuing_key, sort_key, document_id, type_code, urgent);
CREATE INDEX reader_urgent ON reader (principal, box, sort_key, document_id, type_code) WHERE urgent = 1;
-- States that few documents are in: on their way, or given up.
CREATE INDEX reader_state ON reader (principal, box, state, sort_key, document_id) WHERE state NOT IN ('registered', 'issued');

-- Lists of a type are served by readers' rows now.
DROP INDEX document_type;
CREATE INDEX document_box ON document (agency_id, box, sort_key);
-- Codes are looked up within an agency.
DROP INDEX document_reference;
CREATE INDEX document_code ON document (agency_id, reference_key, issued_date);
-- Of most tasks nothing is handed on, nor a product made.
DROP INDEX task_parent;
CREATE INDEX task_parent ON task (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX task_product ON task (product_id) WHERE product_id IS NOT NULL;

-- +goose Down
