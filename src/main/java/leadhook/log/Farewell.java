package leadhook.log;

import java.time.LocalDate;

/** An event that tells of a deletion: its payload is the last that is kept of the lead. */
public record Farewell(long campaign, long seq, LocalDate day, long lead) {}
