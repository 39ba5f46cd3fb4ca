-- +goose Up
-- Folded words of every document.
CREATE TABLE search_row (
  row         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  document_id BLOB NOT NULL UNIQUE,
  words       TSVECTOR
);
CREATE INDEX search_row_words ON search_row USING GIN (words);

-- +goose Down
