-- The exits of orders by hand: stored before the entry is sent, placed when it is filled, whatever falls in between.
create table order_exits (
  -- Of the entry, whose row comes after this one.
  client_order_id text primary key,
  user_id uuid not null references users,
  broker_id uuid not null,
  symbol text not null,
  stop_loss numeric check (stop_loss > 0),
  take_profit numeric check (take_profit > 0),
  -- How often they were moved: the orders of the last move are those that count.
  moves int not null default 0 check (moves >= 0),
  state text not null check (state in ('waiting', 'working', 'done', 'failed')),
  reason text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (user_id, client_order_id),
  foreign key (user_id, broker_id) references brokers (user_id, id) on delete cascade,
  constraint order_exits_are_some check (stop_loss is not null or take_profit is not null)
);
create index order_exits_active on order_exits (created_at) where state in ('waiting', 'working');
create index order_exits_of_broker on order_exits (user_id, broker_id, created_at desc);

-- The pages of an account, and all orders of one ticket.
create index trades_of_broker on trades (user_id, broker_id, created_at desc);
create index trades_by_name on trades (client_order_id text_pattern_ops);
create index fills_of_user on fills (user_id, filled_at desc);
