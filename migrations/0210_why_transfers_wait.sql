-- Why the last try to have it signed gave no signature: for whoever looks at what is put off.
ALTER TABLE wallet_outgoings ADD COLUMN waits text;
