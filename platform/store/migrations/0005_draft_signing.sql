-- +goose Up
CREATE TABLE draft_version (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  document_id BLOB NOT NULL REFERENCES document (id),
  version     INTEGER NOT NULL,
  docx_sha256 BLOB NOT NULL,
  docx_size   BIGINT NOT NULL,
  pdf_sha256  BLOB,                   -- the preview, made on demand; derived
  note        TEXT NOT NULL,
  person_id   BLOB,
  created_at  TEXT NOT NULL
);
CREATE UNIQUE INDEX draft_version_number ON draft_version (document_id, version);
CREATE INDEX draft_version_docx ON draft_version (agency_id, docx_sha256);
CREATE INDEX draft_version_pdf ON draft_version (agency_id, pdf_sha256);

CREATE TABLE draft_comment (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  document_id BLOB NOT NULL REFERENCES document (id),
  version     INTEGER NOT NULL,
  task_id     BLOB,                   -- the review step it was made in
  step        TEXT NOT NULL,          -- that step's name, '' for a free remark
  person_id   BLOB,
  post_id     BLOB,
  behalf_id   BLOB,                   -- the person replaced under a delegation
  verdict     TEXT NOT NULL,          -- comment | agree | return
  text        TEXT NOT NULL,
  created_at  TEXT NOT NULL
);
CREATE INDEX draft_comment_document ON draft_comment (document_id);

-- Personal and seal keys: encrypted with a key derived from the PIN (argon2id).
CREATE TABLE signing_key (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  kind        TEXT NOT NULL,          -- personal | seal
  person_id   BLOB,                   -- owner of a personal key
  subject     TEXT NOT NULL,
  certificate BLOB NOT NULL,          -- DER
  chain       BLOB NOT NULL,          -- DER certificates one after the other
  not_after   TEXT NOT NULL,
  sealed_key  BLOB NOT NULL,          -- kdf parameters + nonce + ciphertext of PKCS#8
  image       BLOB,                   -- PNG of the handwritten signature or the seal
  failures    INTEGER NOT NULL,       -- wrong PINs in a row
  locked_until TEXT,
  revoked_at  TEXT,
  recorded_at TEXT NOT NULL
);
CREATE INDEX signing_key_owner ON signing_key (agency_id, kind, person_id);

-- Roots that signatures on received files are judged against.
CREATE TABLE trusted_root (
  sha256      BLOB NOT NULL PRIMARY KEY,
  certificate BLOB NOT NULL,
  subject     TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  enabled     INTEGER NOT NULL
);

-- +goose Down
