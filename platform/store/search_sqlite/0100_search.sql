-- +goose Up
-- Folded words of every document. Contentless: the text lies in file_reading.
CREATE TABLE search_row (
  row         INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id BLOB NOT NULL UNIQUE
);
CREATE VIRTUAL TABLE search_text USING fts5 (
  subject, body, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);

-- +goose Down
