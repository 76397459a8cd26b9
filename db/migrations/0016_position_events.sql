-- What happened to the positions of strategies, in its order; rows are added, never changed.
create table position_events (
  number bigint generated always as identity primary key,
  user_id uuid not null references users on delete cascade,
  -- The order that entered the position.
  entry_id text not null,
  -- A fact that is told again is the same row.
  key text not null check (key <> ''),
  happened_at timestamptz not null,
  fact jsonb not null,
  unique (user_id, entry_id, key),
  foreign key (user_id, entry_id) references trades (user_id, client_order_id) on delete cascade
);
