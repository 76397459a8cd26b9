-- Addresses that programs outside send signals to, such as alerts of TradingView: what is sent to one trades for its user.
-- The table of before was never written to.
drop table webhooks;
create table webhooks (
  id uuid primary key,
  user_id uuid not null references users,
  name text not null check (name <> ''),
  -- SHA-256 of the token in the address.
  token_hash text not null unique
    constraint webhooks_token_is_hashed
    check (token_hash ~ '^[0-9a-f]{64}$'),
  -- Where a signal trades that names no broker.
  broker_id uuid not null,
  -- Signals are judged and shown; nothing is sent.
  is_test boolean not null default true,
  only_tradingview boolean not null default false,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz,
  unique (user_id, id),
  foreign key (user_id, broker_id) references brokers (user_id, id)
);
create unique index webhooks_one_a_name on webhooks (user_id, name) where revoked_at is null;

-- Every call, stored before it is acknowledged, with what became of it.
create table webhook_calls (
  id uuid primary key default gen_random_uuid(),
  -- In the order in which they came.
  number bigint generated always as identity,
  user_id uuid not null references users,
  webhook_id uuid not null,
  received_at timestamptz not null,
  -- Where it came from.
  address text not null,
  payload text not null,
  verdict text not null check (verdict in ('accepted', 'test', 'duplicate', 'refused')),
  -- Why it was not accepted, or what became of it, in words.
  reason text,
  -- Calls of one name within its time are one; null = it names nothing.
  name_hash text,
  -- Null where the payload could not be read.
  signal jsonb,
  -- Makes it one order, however often it is executed.
  ticket_id uuid not null default gen_random_uuid(),
  state text not null check (state in ('none', 'waiting', 'done', 'failed')),
  -- The ticket that was, or would be, placed.
  ticket jsonb,
  -- When something was first changed for it: what was begun is brought to its end.
  begun_at timestamptz,
  executed_at timestamptz,
  -- The call that its user wanted to be tried again.
  retry_of uuid,
  foreign key (user_id, webhook_id) references webhooks (user_id, id),
  constraint webhook_calls_only_those_taken_are_executed
    check ((state = 'none') = (verdict in ('duplicate', 'refused')))
);
create index webhook_calls_of_user on webhook_calls (user_id, number desc);
create index webhook_calls_by_name on webhook_calls (webhook_id, name_hash, received_at)
  where name_hash is not null;
create index webhook_calls_waiting on webhook_calls (number) where state = 'waiting';
create unique index webhook_calls_one_retry on webhook_calls (retry_of) where retry_of is not null;
