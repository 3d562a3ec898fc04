package leadhook.leads;

/** The answer to a signup: whether it made a new lead, and the lead's payload as the request left it. */
public record Registered(boolean created, byte[] payload) {}
