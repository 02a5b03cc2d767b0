-- What each hand-over costs. Stands by itself, without a key to the letter: the figures outlive letters that are purged, and hold no personal data.

create table letter_cost (
  letter_id uuid not null,
  -- The attempt's ordinal in the letter.
  ordinal integer not null,
  kind text not null check (kind in ('digital', 'print', 'transport')),
  sender text not null,
  class text not null,
  invoice_reference text,
  accepted_at timestamptz not null,
  -- Thousandths of an øre, without VAT.
  forecast_milli_ore bigint not null,
  forecast_price_table text not null,
  forecast_at timestamptz not null,
  is_estimate boolean not null,
  -- What the whole letter would cost on paper; null when it cannot be printed, and on lines of transport.
  paper_milli_ore bigint,
  -- What the price was found from; null on lines of transport.
  basis jsonb,
  -- By the price table of the day the receipt tells of; null until it came.
  actual_milli_ore bigint,
  actual_price_table text,
  actual_at timestamptz,
  primary key (letter_id, ordinal, kind),
  check ((actual_milli_ore is null) = (actual_price_table is null) and (actual_milli_ore is null) = (actual_at is null))
);

create index letter_cost_of_sender on letter_cost (sender, accepted_at);

-- For replaying the decisions of a period.
create index decision_by_time on decision (decided_at, letter_id);
