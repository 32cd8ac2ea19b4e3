-- Who changed or saw what. key = offset << 1, plus 1 for records of vitals.audit; the others are of vitals.control. study: '' for everybody,
-- '*' for callers who may see all studies; of a patient's record the patient's study counts.
CREATE TABLE audit (
    key INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT NOT NULL,
    usr TEXT NOT NULL,
    study TEXT NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX audit_by_time ON audit (at, key);

CREATE INDEX audit_of_patient ON audit (usr, at, key);

-- What became of a control record in one partition.
CREATE TABLE control_answer (
    seq INTEGER NOT NULL,
    part INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (seq, part, outcome)
);

-- An episode of the shadow catalogue as its last record shows it. Where both catalogues say the same, its id is that of the episode.
CREATE TABLE shadow_episode (
    id TEXT PRIMARY KEY,
    patient INTEGER NOT NULL,
    study TEXT NOT NULL,
    rule TEXT NOT NULL,
    onset INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    open INTEGER NOT NULL,
    body BLOB NOT NULL
);

CREATE INDEX shadow_by_onset ON shadow_episode (onset, id);
