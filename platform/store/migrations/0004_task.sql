-- +goose Up
-- Work given to someone by a date (decision 5). The state is computed from these
-- facts and today; nothing stores it.
CREATE TABLE task (
  id            BLOB NOT NULL PRIMARY KEY,
  agency_id     BLOB NOT NULL,
  kind          TEXT NOT NULL,        -- direct | handle | review | sign | issue
  role          TEXT NOT NULL,        -- lead | coordinate | inform
  document_id   BLOB NOT NULL REFERENCES document (id),
  parent_id     BLOB,                 -- the task it was handed on from
  note_id       BLOB,                 -- the direction note that gave it
  step          TEXT NOT NULL,        -- review: initial_content | initial_form | approve; else ''
  holder_id     BLOB NOT NULL,        -- principal who holds it: person, post, unit or role
  holder_kind   TEXT NOT NULL,        -- person | post | unit | role
  giver_post_id BLOB,
  giver_id      BLOB,                 -- person who gave it
  text          TEXT NOT NULL,
  due_date      TEXT,                 -- last granted date
  first_due     TEXT,                 -- the date first given
  created_at    TEXT NOT NULL,
  accepted_at   TEXT,
  accepted_by   BLOB,                 -- person
  returned_at   TEXT,
  returned_by   BLOB,
  return_reason TEXT NOT NULL,
  done_at       TEXT,
  done_by       BLOB,
  done_on       TEXT,                 -- the day that counts: when the result was handed in
  result        TEXT NOT NULL,
  product_id    BLOB,                 -- the document that is the product; while open, its draft
  withdrawn_at  TEXT,                 -- taken back by the giver, or replaced
  withdrawn_by  BLOB,
  withdraw_reason TEXT NOT NULL,
  extension_due TEXT,                 -- asked for, not yet decided
  extension_reason TEXT NOT NULL,
  changed_at    TEXT NOT NULL,
  version       INTEGER NOT NULL
);
CREATE INDEX task_document ON task (document_id);
CREATE INDEX task_parent ON task (parent_id);
-- Open work is a small part of all: desks read only these.
CREATE INDEX task_open_holder ON task (agency_id, holder_id, due_date)
  WHERE done_at IS NULL AND returned_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX task_open_giver ON task (agency_id, giver_post_id, due_date)
  WHERE done_at IS NULL AND returned_at IS NULL AND withdrawn_at IS NULL;

CREATE TABLE extension (
  id         BLOB NOT NULL PRIMARY KEY,
  agency_id  BLOB NOT NULL,
  task_id    BLOB NOT NULL REFERENCES task (id),
  old_due    TEXT,
  new_due    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  asked_at   TEXT NOT NULL,
  asked_by   BLOB,
  decided_at TEXT,
  decided_by BLOB,
  granted    INTEGER NOT NULL,
  answer     TEXT NOT NULL
);
CREATE INDEX extension_task ON extension (task_id);

-- Direction notes (bút phê) and the office's proposals (đề xuất).
CREATE TABLE direction_note (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  document_id BLOB NOT NULL REFERENCES document (id),
  kind        TEXT NOT NULL,          -- proposal | direction
  proposal_id BLOB,                   -- the proposal that a direction accepts unchanged
  post_id     BLOB,
  person_id   BLOB,
  behalf_id   BLOB,
  text        TEXT NOT NULL,
  routing     TEXT NOT NULL,          -- JSON of the proposed routing; only Go reads it
  created_at  TEXT NOT NULL
);
CREATE INDEX direction_note_document ON direction_note (document_id);

-- +goose Down
