-- Symbols are a venue's, not an exchange's: a testnet lists others than the live exchange. Named as venues are, such as
-- `binance` and `binance-testnet`.
alter table symbols rename column exchange to venue;
-- Zero: the exchange counts in significant digits, or does not tell its steps.
alter table symbols drop constraint symbols_price_step_check, drop constraint symbols_quantity_step_check;
alter table symbols
  add constraint symbols_price_step_check check (price_step >= 0),
  add constraint symbols_quantity_step_check check (quantity_step >= 0);
create index symbols_by_quote on symbols (venue, quote);

-- A broker that its user removed stays for the sake of its orders, without its key; its name is free again.
alter table brokers
  add column removed_at timestamptz,
  add constraint brokers_removed_hold_nothing
    check (removed_at is null or (not is_default and sealed_credentials is null)),
  drop constraint brokers_user_id_name_key;
create unique index brokers_one_a_name on brokers (user_id, name) where removed_at is null;
