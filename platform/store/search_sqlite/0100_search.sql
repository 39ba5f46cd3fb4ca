-- +goose Up
-- Folded words of every document. Contentless: the text lies in file_reading.
-- row grows with the document's place in lists, so that the newest come first
-- without sorting.
CREATE TABLE search_row (
  row         BIGINT NOT NULL PRIMARY KEY,
  document_id BLOB NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE search_text USING fts5 (
  header, body, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);

-- +goose Down
