-- When positions of strategies stood unprotected: held, meant to have a stop or a target, and nobody kept it.
create table protection_gaps (
  user_id uuid not null references users on delete cascade,
  active_strategy_id uuid not null,
  -- The order that entered the position.
  entry_id text not null,
  began_at timestamptz not null,
  ended_at timestamptz not null check (ended_at >= began_at),
  primary key (active_strategy_id, entry_id, began_at),
  foreign key (user_id, active_strategy_id) references active_strategies (user_id, id) on delete cascade
);
