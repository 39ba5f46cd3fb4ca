-- +goose Up
-- Service keys of agencies, for several nodes; without [keys] they lie in DATA/keys
-- and this table is empty. Not journalled: heads name the key that signed them.
CREATE TABLE service_key (
  agency_id  BLOB NOT NULL,
  ordinal    INTEGER NOT NULL,        -- 1, 2, …; the last one signs
  verifier   TEXT NOT NULL,           -- public note key
  sealed     BLOB,                    -- PEM, encrypted under the deployment's secret; NULL when replaced
  created_at TEXT NOT NULL,
  PRIMARY KEY (agency_id, ordinal)
);

-- +goose Down
