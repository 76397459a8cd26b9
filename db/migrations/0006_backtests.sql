-- Backtests and searches for parameters: what was asked, how far it is, and what was found. No row was ever stored in the
-- table of before.
drop table backtest_results;

create table backtests (
  id uuid primary key,
  user_id uuid not null references users,
  kind text not null check (kind in ('backtest', 'optimisation')),
  state text not null check (state in ('queued', 'fetching', 'running', 'done', 'failed', 'interrupted')),
  strategy_id uuid not null,
  -- Of the strategy's source; versions never change.
  version int not null check (version >= 1),
  symbol text not null,
  timeframe text not null check (timeframe in ('1m', '3m', '5m', '10m', '15m', '1h', '2h', '4h')),
  start_at timestamptz not null,
  end_at timestamptz not null check (end_at > start_at),
  -- All that was asked, with the terms filled in.
  request jsonb not null,
  -- How often it was begun: a platform that falls begins what it was at anew.
  attempts int not null default 0 check (attempts >= 0),
  -- Why it failed.
  error text,
  -- Figures for a list: of a search those of its best parameters. They are measured in float64, as everything is in a run.
  return_percent float8,
  buy_and_hold_return_percent float8,
  max_drawdown_percent float8,
  sharpe_ratio float8,
  trades int check (trades >= 0),
  stats jsonb,
  months jsonb,
  curve jsonb,
  printed jsonb,
  -- Of a search.
  result jsonb,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, id),
  foreign key (user_id, strategy_id) references strategies (user_id, id),
  constraint backtests_failed_say_why check (state <> 'failed' or error is not null),
  constraint backtests_done_say_what
    check (state <> 'done' or case kind when 'backtest' then stats is not null else result is not null end)
);
create index backtests_of_user on backtests (user_id, created_at desc, id);
create index backtests_of_strategy on backtests (strategy_id, version);
create index backtests_unfinished on backtests (created_at) where state in ('queued', 'fetching', 'running');

-- Every trade of a backtest, numbered from 0. Prices, fees and profit in quote, the quantity in base currency, in float64.
create table backtest_trades (
  backtest_id uuid not null,
  number int not null check (number >= 0),
  user_id uuid not null references users,
  side text not null check (side in ('long', 'short')),
  quantity float8 not null,
  entry_index int not null,
  exit_index int not null,
  entry_at timestamptz not null,
  exit_at timestamptz not null,
  entry_price float8 not null,
  exit_price float8 not null,
  fees float8 not null,
  profit float8 not null,
  exit_reason text not null check (exit_reason in ('signal', 'stop-loss', 'take-profit', 'end', 'ruin')),
  primary key (backtest_id, number),
  foreign key (user_id, backtest_id) references backtests (user_id, id) on delete cascade
);
