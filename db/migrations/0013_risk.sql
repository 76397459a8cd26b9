-- The limits that users set themselves: one row for all accounts of one kind together, one for each account. Null = no limit.
create table risk_limits (
  user_id uuid not null references users on delete cascade,
  -- Null = all of the user's accounts of one kind together.
  broker_id uuid,
  -- The currency that the amounts are in.
  quote text check (quote <> ''),
  max_position numeric check (max_position > 0),
  max_daily_loss numeric check (max_daily_loss > 0),
  max_drawdown numeric check (max_drawdown > 0),
  orders_per_minute int check (orders_per_minute > 0),
  losses_in_a_row int check (losses_in_a_row > 0),
  cool_down_minutes int check (cool_down_minutes > 0),
  -- A list of markets.
  symbols jsonb,
  -- Losses before are not counted.
  counted_from timestamptz not null default '1970-01-01T00:00:00Z',
  foreign key (user_id, broker_id) references brokers (user_id, id) on delete cascade,
  constraint risk_limits_amounts_have_a_currency
    check (quote is not null or (max_position is null and max_daily_loss is null and max_drawdown is null)),
  constraint risk_limits_losses_have_a_time check ((losses_in_a_row is null) = (cool_down_minutes is null))
);
create unique index risk_limits_of_broker on risk_limits (user_id, broker_id) where broker_id is not null;
create unique index risk_limits_of_user on risk_limits (user_id) where broker_id is null;

-- Whose kill switch is on: nothing of theirs opens a position.
create table kill_switches (
  user_id uuid primary key references users on delete cascade,
  engaged_at timestamptz not null,
  -- All positions are sold, too.
  sells boolean not null,
  -- When all that it asks for was done; null = not yet.
  done_at timestamptz
);

-- Since when an account may place orders with live money; null = it may not.
alter table brokers
  add column live_on_at timestamptz,
  add constraint brokers_live_switch_is_for_live_money check (live_on_at is null or environment = 'live');
