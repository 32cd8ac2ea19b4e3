-- Written for SQLite; for PostgreSQL three names of types are replaced (see Database). Times are Unix milliseconds.

CREATE TABLE patient (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    usr TEXT NOT NULL UNIQUE,
    study TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen INTEGER NOT NULL
);

-- key = hours since 1970 << 20 | number of the patient, so that old hours are one range.
CREATE TABLE patient_hour (
    key INTEGER PRIMARY KEY,
    windows BLOB NOT NULL,
    samples BLOB NOT NULL
);

-- An episode as its last record shows it.
CREATE TABLE episode (
    no INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    patient INTEGER NOT NULL,
    study TEXT NOT NULL,
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority TEXT NOT NULL,
    state TEXT NOT NULL,
    onset INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    open INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX episode_of_patient ON episode (patient, onset, id);

CREATE INDEX episode_of_study ON episode (study, onset, id);

CREATE INDEX episode_by_onset ON episode (onset, id);

CREATE INDEX episode_open ON episode (no) WHERE open = 1;

-- key = number of the episode << 20 | sequence.
CREATE TABLE episode_record (
    key INTEGER PRIMARY KEY,
    body BLOB NOT NULL
);

-- next: all before it was read. low: all before it is in stored rows.
CREATE TABLE position (
    topic TEXT NOT NULL,
    part INTEGER NOT NULL,
    next INTEGER NOT NULL,
    low INTEGER NOT NULL,
    PRIMARY KEY (topic, part)
);
