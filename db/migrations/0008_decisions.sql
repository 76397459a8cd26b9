-- A strategy at work runs one version of its source, also after a restart, until its user says otherwise.

alter table active_strategies add column version int not null default 1;
alter table active_strategies alter column version drop default;
alter table active_strategies add foreign key (user_id, strategy_id, version)
  references strategy_versions (user_id, strategy_id, number);

-- What it decided at the close of each candle, in its own numbers; also that it waits.
create table decisions (
  user_id uuid not null references users on delete cascade,
  active_strategy_id uuid not null,
  open_time timestamptz not null,
  -- Which version decided.
  version int not null,
  kind text not null check (kind in ('wait', 'enter', 'exit')),
  side text check (side in ('long', 'short')),
  -- Asked for, in base currency; prices in quote currency.
  quantity float8,
  stop_loss float8,
  take_profit float8,
  -- Base currency held when it was decided; negative = short.
  held float8 not null,
  decided_at timestamptz not null,
  -- From the question to the answer.
  took_ms float8 not null check (took_ms >= 0),
  primary key (active_strategy_id, open_time),
  foreign key (user_id, active_strategy_id) references active_strategies (user_id, id) on delete cascade,
  check ((kind = 'enter') = (side is not null and quantity is not null))
);
create index decisions_by_age on decisions (decided_at);
