package leadhook.delivery;

import java.time.Instant;
import java.time.LocalDate;

/** An event that was tried and not delivered, a row of {@code retries}: so many attempts were made, the next is due then. */
record Owed(long seq, LocalDate day, long lead, int attempts, Instant dueAt) {}
