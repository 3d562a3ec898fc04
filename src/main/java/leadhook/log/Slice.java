package leadhook.log;

import java.util.List;

/** A stretch of a log: all that was asked for up to the number {@code through}, in order. */
public record Slice(List<Event> events, long through) {}
