-- On which days it was looked what has become too old. A clock that leaps ahead makes everything old at once: nothing is dropped
-- until days have really gone by since.
CREATE TABLE days_of_retention (day date PRIMARY KEY);
