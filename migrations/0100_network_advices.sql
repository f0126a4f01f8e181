-- Of which of several requests of a purchase the network's advices are that it was approved in our stead: by the key of each advice, how the
-- key of the request begins. Written before the advice is booked: one of which there is no entry was never booked.
CREATE TABLE network_advices (
  company_id id NOT NULL,
  transaction_id id NOT NULL,
  key text COLLATE "C" NOT NULL,
  request text COLLATE "C" NOT NULL,
  PRIMARY KEY (company_id, transaction_id, key)
);
