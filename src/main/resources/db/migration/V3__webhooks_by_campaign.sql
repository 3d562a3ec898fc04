-- All webhooks of a campaign, also those that were deleted: their diary is still asked for.
create index outbound_webhooks_by_campaign on outbound_webhooks (campaign_id, id);
