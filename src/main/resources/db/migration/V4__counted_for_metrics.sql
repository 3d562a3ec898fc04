-- What is counted for the metrics every few seconds is found by index. Moving a lane that runs touches neither.

create index lanes_by_state on lanes (state) where state <> 'running';
create index outbound_webhooks_paused on outbound_webhooks (id) where paused_at is not null and deleted_at is null;
