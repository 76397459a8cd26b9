-- Orders that were placed elsewhere and adopted: how their exchange calls them, by which alone they can be found there.
create table adopted_orders (
  client_order_id text primary key,
  user_id uuid not null references users,
  broker_id uuid not null,
  -- The exchange's own.
  order_id text not null check (order_id <> ''),
  adopted_at timestamptz not null,
  foreign key (user_id, client_order_id) references trades (user_id, client_order_id),
  foreign key (user_id, broker_id) references brokers (user_id, id)
);
create unique index adopted_orders_once on adopted_orders (broker_id, order_id);

-- Holdings that were adopted are few among all orders.
create index trades_of_adopted_holdings on trades (user_id, broker_id, created_at)
  where purpose in ('adopted holding', 'released holding');
