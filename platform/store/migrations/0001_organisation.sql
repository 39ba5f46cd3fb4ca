-- +goose Up
-- Organisation: stable ids + dated versions. The version that counts on a day is
-- the one with the greatest (valid_from, recorded_at) whose valid_from <= day; the
-- thing exists on that day unless this version's valid_to, its last day, is over.

CREATE TABLE agency (
  id          BLOB NOT NULL PRIMARY KEY,
  recorded_at TEXT NOT NULL
);

CREATE TABLE agency_version (
  agency_id   BLOB NOT NULL REFERENCES agency (id),
  valid_from  TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  valid_to    TEXT,
  name        TEXT NOT NULL,
  short_name  TEXT NOT NULL,
  code        TEXT NOT NULL,          -- identifier in exchange (QĐ 20/2020/QĐ-TTg or the Party's own)
  code_scheme TEXT NOT NULL,          -- qd20 | qcvn102_2016 | party | own
  symbol      TEXT NOT NULL,          -- printed in reference codes: TU, VPTU, UBND
  kind        TEXT NOT NULL,          -- committee | office | board | front | mass | ward | state
  rule_set    TEXT NOT NULL,          -- party | state
  place       TEXT NOT NULL,          -- place name in "Đà Nẵng, ngày …"
  parent_id   BLOB,
  rank        INTEGER NOT NULL,       -- order in lists, first = smallest
  PRIMARY KEY (agency_id, valid_from, recorded_at)
);
CREATE INDEX agency_version_code ON agency_version (code);

CREATE TABLE agency_succession (
  from_id     BLOB NOT NULL REFERENCES agency (id), -- whose act it is: it hands over
  to_id       BLOB NOT NULL REFERENCES agency (id),
  kind        TEXT NOT NULL,          -- merge | split | rename
  on_date     TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (from_id, to_id, on_date)
);
CREATE INDEX agency_succession_to ON agency_succession (to_id);

CREATE TABLE unit (
  id        BLOB NOT NULL PRIMARY KEY,
  agency_id BLOB NOT NULL REFERENCES agency (id)
);
CREATE INDEX unit_agency ON unit (agency_id);

CREATE TABLE unit_version (
  unit_id     BLOB NOT NULL REFERENCES unit (id),
  valid_from  TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  valid_to    TEXT,
  agency_id   BLOB NOT NULL,
  name        TEXT NOT NULL,
  symbol      TEXT NOT NULL,
  parent_id   BLOB,
  rank        INTEGER NOT NULL,       -- order in lists, first = smallest
  PRIMARY KEY (unit_id, valid_from, recorded_at)
);
CREATE INDEX unit_version_agency ON unit_version (agency_id);

CREATE TABLE unit_succession (
  agency_id   BLOB NOT NULL,
  from_id     BLOB NOT NULL REFERENCES unit (id),
  to_id       BLOB NOT NULL REFERENCES unit (id),
  kind        TEXT NOT NULL,
  on_date     TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  PRIMARY KEY (from_id, to_id, on_date)
);
CREATE INDEX unit_succession_to ON unit_succession (to_id);
CREATE INDEX unit_succession_agency ON unit_succession (agency_id);

-- People belong to the deployment: one may hold posts in several agencies. Their
-- record is kept, and journalled, by one of them.
CREATE TABLE person (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL REFERENCES agency (id), -- who keeps the record
  recorded_at TEXT NOT NULL,
  full_name   TEXT NOT NULL,
  sort_key    TEXT NOT NULL,          -- derived: Vietnamese order by given name, bytes compare right
  search_key  TEXT NOT NULL           -- derived: folded words, each after a space
);
CREATE INDEX person_sort ON person (sort_key);
CREATE INDEX person_agency ON person (agency_id);

CREATE TABLE post (
  id        BLOB NOT NULL PRIMARY KEY,
  agency_id BLOB NOT NULL REFERENCES agency (id)
);
CREATE INDEX post_agency ON post (agency_id);

CREATE TABLE post_version (
  post_id     BLOB NOT NULL REFERENCES post (id),
  valid_from  TEXT NOT NULL,
  recorded_at TEXT NOT NULL,
  valid_to    TEXT,
  agency_id   BLOB NOT NULL,
  unit_id     BLOB,
  title       TEXT NOT NULL,          -- Phó Chánh Văn phòng
  roles       TEXT NOT NULL,          -- comma-separated office.Role
  rank        INTEGER NOT NULL,       -- order in lists, highest first = smallest
  PRIMARY KEY (post_id, valid_from, recorded_at)
);
CREATE INDEX post_version_agency ON post_version (agency_id);

-- Who holds a post: a person, from a day, to a day. A successor gets a new row.
CREATE TABLE holding (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  post_id     BLOB NOT NULL REFERENCES post (id),
  person_id   BLOB NOT NULL REFERENCES person (id),
  valid_from  TEXT NOT NULL,
  valid_to    TEXT,
  recorded_at TEXT NOT NULL
);
CREATE INDEX holding_person ON holding (person_id);
CREATE INDEX holding_post ON holding (post_id);
CREATE INDEX holding_agency ON holding (agency_id);

-- Delegation (uỷ quyền): another person acts in a post for some days.
CREATE TABLE delegation (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB NOT NULL,
  post_id     BLOB NOT NULL REFERENCES post (id),
  from_person BLOB NOT NULL REFERENCES person (id),
  to_person   BLOB NOT NULL REFERENCES person (id),
  valid_from  TEXT NOT NULL,
  valid_to    TEXT NOT NULL,
  reason      TEXT NOT NULL,
  revoked_at  TEXT,
  recorded_at TEXT NOT NULL
);
CREATE INDEX delegation_to ON delegation (to_person);
CREATE INDEX delegation_post ON delegation (post_id);
CREATE INDEX delegation_agency ON delegation (agency_id);

CREATE TABLE account (
  id            BLOB NOT NULL PRIMARY KEY,
  agency_id     BLOB NOT NULL REFERENCES agency (id), -- who keeps it, as of its person
  person_id     BLOB NOT NULL UNIQUE REFERENCES person (id),
  login         TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,        -- argon2id, PHC string
  epoch         INTEGER NOT NULL,     -- sessions opened under an earlier one are over
  disabled_at   TEXT,
  recorded_at   TEXT NOT NULL
);
CREATE INDEX account_agency ON account (agency_id);

-- Failed sign-ins by login and by address, for throttling.
CREATE TABLE sign_in_failure (
  subject      TEXT NOT NULL PRIMARY KEY, -- login:… or address:…
  failures     INTEGER NOT NULL,
  locked_until TEXT,
  last_at      TEXT NOT NULL
);
CREATE INDEX sign_in_failure_last ON sign_in_failure (last_at);

CREATE TABLE session (
  token  TEXT NOT NULL PRIMARY KEY,   -- SHA-256 of the cookie's token, hex
  data   BLOB NOT NULL,
  expiry TEXT NOT NULL
);
CREATE INDEX session_expiry ON session (expiry);

-- Rules as data with dates (decision 8): review chains, term of congress, working
-- calendar, recipients. body is JSON that only Go reads. Rows never change: a newer
-- row of the same (agency, kind, code) replaces an older one from its day on.
-- agency_id NULL = shared, kept by the oldest agency of the deployment.
CREATE TABLE rule (
  id          BLOB NOT NULL PRIMARY KEY,
  agency_id   BLOB,
  kind        TEXT NOT NULL,          -- holiday | review_chain | term | numbering …
  code        TEXT NOT NULL,
  valid_from  TEXT NOT NULL,
  valid_to    TEXT,
  recorded_at TEXT NOT NULL,
  body        TEXT NOT NULL
);
CREATE INDEX rule_kind ON rule (kind, code, valid_from);
CREATE INDEX rule_agency ON rule (agency_id);

-- +goose Down
