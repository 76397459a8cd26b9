-- Candles of different exchanges do not mix. Those stored so far are of the one exchange that was listened to.
do $$
begin
  -- As a default, which is written nowhere: a table of millions of rows is not rewritten.
  execute format(
    'alter table candles add column exchange text collate "C" not null default %L',
    coalesce((select exchange from heartbeat_status order by updated_at desc limit 1), 'demo')
  );
end $$;
alter table candles alter column exchange drop default;
alter table candles drop constraint candles_pkey;
alter table candles add primary key (exchange, symbol, timeframe, open_time);
-- The few that were corrected.
create index candles_corrected on candles (exchange, symbol, timeframe, open_time) where corrected_at is not null;

-- The audit log of the market feed: each irregularity once.
create table feed_incidents (
  id bigint generated always as identity primary key,
  exchange text not null,
  kind text not null check (kind <> ''),
  symbol text,
  timeframe text,
  noticed_at timestamptz not null,
  -- What it concerns: open times in UTC ms or ids of trades, both ends included.
  range_from bigint,
  range_to bigint,
  count int not null check (count >= 0),
  detail text not null,
  unique nulls not distinct (exchange, kind, symbol, timeframe, noticed_at, range_from, range_to, detail)
);
create index feed_incidents_of_market on feed_incidents (exchange, symbol, id);
create index feed_incidents_by_age on feed_incidents (noticed_at);

-- Frames as they were received, where they are kept at all.
create table raw_frames (
  id bigint generated always as identity primary key,
  exchange text not null,
  received_at timestamptz not null,
  stream text not null,
  symbol text,
  frame text not null
);
create index raw_frames_by_age on raw_frames (received_at);
