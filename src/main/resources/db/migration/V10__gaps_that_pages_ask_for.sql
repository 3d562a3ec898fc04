-- Most gaps are of one event and found by its number. Those of more are few, and searched for the one that holds it.
create index gaps_of_more_than_one on gaps (webhook_id, from_seq, to_seq) where to_seq > from_seq;

-- What was lost lately, by webhook: not what somebody decided to skip.
create index gaps_lost on gaps (webhook_id, reason, at) include (from_seq, to_seq) where reason in ('given up', 'expired');
