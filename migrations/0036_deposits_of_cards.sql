-- What came to the addresses of a card, the present one and those before it.
CREATE INDEX wallet_movements_of_card ON wallet_movements (company_id, card_id, id) WHERE card_id IS NOT NULL;
