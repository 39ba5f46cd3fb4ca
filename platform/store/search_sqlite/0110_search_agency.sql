-- +goose Up
-- Every document's words begin with its agency's id, so that a search goes
-- through the agency's documents only. The words are taken from the old index.
ALTER TABLE search_text RENAME TO search_text_old;
CREATE VIRTUAL TABLE search_text USING fts5 (
  header, body, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
);
CREATE VIRTUAL TABLE search_word USING fts5vocab ('search_text_old', 'instance');
INSERT INTO search_text (rowid, header, body)
SELECT r.row, LOWER(HEX(d.agency_id)) || ' ' || COALESCE(w.header, ''), COALESCE(w.body, '')
FROM search_row r JOIN document d ON d.id = r.document_id LEFT JOIN (
  SELECT doc,
    GROUP_CONCAT(CASE WHEN col = 'header' THEN term END, ' ' ORDER BY "offset") AS header,
    GROUP_CONCAT(CASE WHEN col = 'body' THEN term END, ' ' ORDER BY "offset") AS body
  FROM search_word GROUP BY doc
) AS w ON w.doc = r.row;
DROP TABLE search_word;
DROP TABLE search_text_old;

-- +goose Down
