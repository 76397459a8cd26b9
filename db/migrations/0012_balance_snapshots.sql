-- What each account was worth at a time, so that its course can be shown: exchanges tell only how it stands now.
create table balance_snapshots (
  user_id uuid not null references users on delete cascade,
  broker_id uuid not null,
  taken_at timestamptz not null,
  -- The currency that everything was counted in.
  quote text not null check (quote <> ''),
  -- Of all that had a price in it.
  value_quote numeric not null,
  primary key (broker_id, taken_at),
  foreign key (user_id, broker_id) references brokers (user_id, id) on delete cascade
);
