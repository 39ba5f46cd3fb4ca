-- +goose Up
-- Folded words of every document. row grows with the document's place in lists.
CREATE TABLE search_row (
  row         BIGINT NOT NULL PRIMARY KEY,
  document_id BLOB NOT NULL UNIQUE,
  words       TSVECTOR
);
CREATE INDEX search_row_words ON search_row USING GIN (words);

-- +goose Down
