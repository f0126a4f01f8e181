-- How many endpoints are switched off is asked whenever metrics are read: of those alone, however many others there are.
CREATE INDEX webhook_endpoints_off ON webhook_endpoints (company_id) WHERE NOT enabled;
