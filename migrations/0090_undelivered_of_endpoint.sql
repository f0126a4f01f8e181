-- What an endpoint has not accepted, without all that others have not. A row comes here once a delivery is given up, so nothing that is
-- sent pays for it. Were the company first, the planner would go through all that the company has by the primary key.
CREATE INDEX webhook_undelivered_of_endpoint ON webhook_undelivered (endpoint_id, company_id, id);
