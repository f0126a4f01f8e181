-- What an event takes back, of the few that take something back: a replay tells them to whom it was told.
CREATE TABLE events_taken_back (
  company_id id NOT NULL,
  -- The event that takes back, and one that it takes back.
  id id NOT NULL,
  taken_id id NOT NULL,
  PRIMARY KEY (company_id, id, taken_id)
);
