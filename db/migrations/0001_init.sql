-- Money, prices and quantities are numeric; times are timestamptz; every row of a user's carries the user, and references
-- among a user's rows carry it along, so that no row can point at another user's.

create table users (
  id uuid primary key default gen_random_uuid(),
  name text not null unique check (name <> ''),
  created_at timestamptz not null default now()
);

create table brokers (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  name text not null check (name <> ''),
  exchange text not null,
  description text not null default '',
  environment text not null check (environment in ('live', 'testnet', 'demo')),
  is_default boolean not null default false,
  -- What a paper account starts with: currency to amount as text. Empty for real exchanges.
  paper_balances jsonb not null default '{}',
  created_at timestamptz not null default now(),
  unique (user_id, id),
  unique (user_id, name)
);
create unique index brokers_one_default on brokers (user_id) where is_default;

-- Shared by all users: what may be traded where, and in which steps.
create table symbols (
  exchange text not null,
  symbol text not null,
  base text not null,
  quote text not null,
  price_step numeric not null check (price_step > 0),
  quantity_step numeric not null check (quantity_step > 0),
  min_quantity numeric not null check (min_quantity >= 0),
  max_quantity numeric check (max_quantity >= min_quantity),
  min_notional numeric check (min_notional >= 0),
  updated_at timestamptz not null default now(),
  primary key (exchange, symbol)
);

create table strategies (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  name text not null check (name <> ''),
  description text not null default '',
  timeframe text not null check (timeframe in ('1m', '3m', '5m', '10m', '15m', '1h', '2h', '4h')),
  source text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (user_id, id),
  unique (user_id, name)
);

create table active_strategies (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  strategy_id uuid not null,
  broker_id uuid not null,
  symbol text not null,
  timeframe text not null check (timeframe in ('1m', '3m', '5m', '10m', '15m', '1h', '2h', '4h')),
  amount_quote numeric not null check (amount_quote > 0),
  parameters jsonb not null default '{}',
  start_at timestamptz,
  end_at timestamptz,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (user_id, id),
  foreign key (user_id, strategy_id) references strategies (user_id, id),
  foreign key (user_id, broker_id) references brokers (user_id, id)
);
create unique index active_strategies_one_a_market on active_strategies (user_id, broker_id, symbol) where is_active;

-- One row per symbol, timeframe and open time. Texts sort by bytes, on every server alike.
create table candles (
  symbol text collate "C" not null,
  timeframe text collate "C" not null check (timeframe in ('1m', '3m', '5m', '10m', '15m', '1h', '2h', '4h')),
  open_time timestamptz not null,
  close_time timestamptz not null,
  open numeric not null,
  high numeric not null,
  low numeric not null,
  close numeric not null,
  volume numeric not null,
  recorded_at timestamptz not null default now(),
  corrected_at timestamptz,
  primary key (symbol, timeframe, open_time),
  constraint candles_times check (close_time > open_time),
  constraint candles_prices check (low >= 0 and low <= open and low <= close and high >= open and high >= close),
  constraint candles_volume check (volume >= 0)
);

-- Our orders, one row each, with what became of them; also those that were denied or refused.
create table trades (
  id uuid primary key default gen_random_uuid(),
  client_order_id text not null unique,
  user_id uuid not null references users,
  broker_id uuid not null,
  active_strategy_id uuid,
  symbol text not null,
  side text not null check (side in ('buy', 'sell')),
  type text not null check (type in ('market', 'limit', 'stop_loss', 'take_profit')),
  quantity numeric not null,
  price numeric,
  stop_price numeric,
  group_id text,
  purpose text not null,
  state text not null check (state in (
    'intended', 'submitted', 'unknown', 'accepted', 'partially_filled',
    'filled', 'denied', 'rejected', 'canceled', 'expired'
  )),
  filled_quantity numeric not null default 0 check (filled_quantity >= 0),
  filled_quote numeric not null default 0,
  fee_quote numeric not null default 0,
  profit_quote numeric,
  reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, client_order_id),
  foreign key (user_id, broker_id) references brokers (user_id, id),
  foreign key (user_id, active_strategy_id) references active_strategies (user_id, id)
);
create index trades_of_user on trades (user_id, created_at desc);
create index trades_of_active_strategy on trades (active_strategy_id, created_at);
create index trades_open on trades (broker_id)
  where state in ('intended', 'submitted', 'unknown', 'accepted', 'partially_filled');

create table fills (
  client_order_id text not null,
  fill_id text not null,
  user_id uuid not null references users,
  price numeric not null check (price > 0),
  quantity numeric not null check (quantity > 0),
  fee numeric not null,
  fee_currency text not null,
  filled_at timestamptz not null,
  primary key (client_order_id, fill_id),
  foreign key (user_id, client_order_id) references trades (user_id, client_order_id)
);

-- Every call of a user's webhook, with what became of it.
create table webhooks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  received_at timestamptz not null default now(),
  payload text not null,
  result text not null check (result in ('accepted', 'duplicate', 'refused', 'failed')),
  reason text,
  client_order_id text,
  foreign key (user_id, client_order_id) references trades (user_id, client_order_id)
);
create index webhooks_of_user on webhooks (user_id, received_at desc);

create table backtest_results (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references users,
  strategy_id uuid not null,
  symbol text not null,
  timeframe text not null check (timeframe in ('1m', '3m', '5m', '10m', '15m', '1h', '2h', '4h')),
  start_at timestamptz not null,
  end_at timestamptz not null,
  initial_quote numeric not null check (initial_quote > 0),
  final_quote numeric not null,
  result jsonb not null,
  created_at timestamptz not null default now(),
  foreign key (user_id, strategy_id) references strategies (user_id, id)
);
create index backtest_results_of_user on backtest_results (user_id, created_at desc);

-- The state of the market feed, one row an exchange.
create table heartbeat_status (
  exchange text primary key,
  connected boolean not null,
  coherent boolean not null,
  last_message_at timestamptz,
  symbols text[] not null,
  timeframes text[] not null,
  error text,
  reconnects int not null,
  repaired_candles int not null,
  updated_at timestamptz not null default now()
);

-- What actors keep over a restart: the last whole state, and what happened since.
create table snapshots (
  id text primary key,
  version int not null,
  state jsonb not null,
  saved_at timestamptz not null default now()
);
create table snapshot_events (
  snapshot_id text not null,
  sequence bigint generated always as identity,
  event jsonb not null,
  primary key (snapshot_id, sequence)
);
