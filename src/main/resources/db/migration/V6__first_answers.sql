-- What a writing call with an Idempotency-Key was answered, so that its repetition is answered alike (contract Q60).
-- Written in the transaction of the call. It counts for a day, and goes with the first tidying after that.
create table first_answers (
    campaign_id bigint      not null,
    key         text        not null,                  -- SHA-256 of the door and the caller's key
    request     text        not null,                  -- SHA-256 of what was asked: another question gets no answer
    lead_id     bigint,                                -- whose payload the answer is
    status      integer     not null,
    answer      text        not null,                  -- JSON
    at          timestamptz not null,
    primary key (campaign_id, key)
);
create index first_answers_by_age on first_answers (at);
create index first_answers_by_lead on first_answers (campaign_id, lead_id) where lead_id is not null;
