-- What a webhook was subscribed to until an operator took it out: it is judged and explained by what held then.
create table ended_subscriptions (
    webhook_id bigint      not null,
    type       text        not null,
    from_seq   bigint      not null,                   -- events after this one counted
    position   bigint      not null,                   -- of its lane at the end: everything up to it was settled
    last_seq   bigint      not null,                   -- events after this one count no more
    at         timestamptz not null,
    primary key (webhook_id, type, last_seq)
);
