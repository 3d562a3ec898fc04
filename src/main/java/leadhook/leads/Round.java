package leadhook.leads;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a writer took from its mailboxes, in two batches: one skips the campaigns that another node has locked; the other
 * waits for a campaign that was skipped too often.
 *
 * @param waiting commands of at most one campaign, so that the others are held up by one lock at a time
 */
record Round(List<Command> skipping, List<Command> waiting) {
    private static final int SKIPS_BEFORE_WAITING = 3;

    /** Waits for the campaign that was skipped most often, if for any. */
    static Round of(List<Command> commands) {
        int most = commands.stream().mapToInt(Command::passedOver).max().orElse(0);
        if (most < SKIPS_BEFORE_WAITING) {
            return new Round(commands, List.of());
        }
        long campaign = commands.stream()
                .filter(command -> command.passedOver() == most)
                .findFirst()
                .orElseThrow()
                .campaign();
        var waited = commands.stream().collect(Collectors.partitioningBy(command -> command.campaign() == campaign));
        return new Round(List.copyOf(waited.get(false)), List.copyOf(waited.get(true)));
    }
}
