-- +goose Up
-- Every document's words include its agency's id, so that a search goes through
-- the agency's documents only.
UPDATE search_row SET words = search_row.words || CAST('''' || ENCODE(d.agency_id, 'hex') || '''' AS TSVECTOR)
FROM document d WHERE d.id = search_row.document_id;

-- +goose Down
