package leadhook.leads;

/** A tag on a lead, with the points it gave. */
record LeadTag(long tagId, String name, long points) {}
