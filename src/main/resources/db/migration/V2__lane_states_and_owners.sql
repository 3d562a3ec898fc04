-- Lanes that stand still when their receiver is down, and one owner at a time for each.

-- A campaign belongs to slice campaign_id % 64. Whoever takes a slice raises its epoch, and that number is the fence.
create table slices (
    slice integer primary key,
    epoch bigint      not null default 0,
    owner text,                                        -- the node that serves its lanes; null: nobody has yet
    beat  bigint      not null default 0,              -- counts the heartbeats of owners
    until timestamptz not null default '-infinity'     -- the end of the lease
) with (fillfactor = 50);
insert into slices (slice) select generate_series(0, 63);

alter table outbound_webhooks
    -- In what order events reach the receiver: retries (a retry may be overtaken), lead, strict.
    add ordering text not null default 'retries' check (ordering in ('retries', 'lead', 'strict')),
    add paused_at timestamptz;                         -- by an operator; null: it is not paused

alter table lanes
    add epoch         bigint  not null default 0,      -- of the owner who loaded it last: older ones move nothing
    add version       integer not null default 0,      -- counts who moved it by hand: what was loaded before moves nothing
    add state         text    not null default 'running' check (state in ('running', 'standing', 'disabled')),
    add failures      integer not null default 0,      -- attempts that failed since the last success
    add failing_seq   bigint,                          -- the event of all of these; null: of several, or none failed
    add failing_since timestamptz,                     -- when the first of these ended; null: none failed
    add failing_reason text,                           -- how the last of these ended; null: none failed
    add probes        integer not null default 0,      -- made since it stands still
    add probe_at      timestamptz,                     -- when the next is due; null unless standing
    add wait_until    timestamptz;                     -- the receiver asked to be left alone so long; null: it did not

-- attempt is 0 for an event that waits behind an earlier one of its lead (order "lead").
create index retries_by_lead on retries (webhook_id, lead_id, seq);

drop index gaps_by_webhook;
alter table gaps add primary key (webhook_id, from_seq, to_seq);

-- In which order attempts were written, which for those of one lead is the order in which they were started, whatever
-- clocks said.
create sequence attempt_ids;
alter table attempts add id bigint not null default nextval('attempt_ids');

-- What was done to a webhook, and when: created, subscribed, changed, paused, resumed, disabled, enabled, deleted.
create table webhook_changes (
    id          bigint generated always as identity primary key,
    campaign_id bigint      not null,
    webhook_id  bigint      not null,
    at          timestamptz not null,
    change      text        not null,
    detail      text                                   -- the types, the reason, the numbers skipped
);
create index webhook_changes_by_webhook on webhook_changes (webhook_id, id);
create index webhook_changes_by_time on webhook_changes (at);

-- What happened to one lead: for explaining, its timeline, and its erasure.
create index events_by_lead on events (campaign_id, lead_id, seq);
-- All webhooks of a campaign, also those that were deleted: their diary is still asked for.
create index outbound_webhooks_by_campaign on outbound_webhooks (campaign_id, id);
