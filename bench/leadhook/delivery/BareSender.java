package leadhook.delivery;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import leadhook.delivery.Outcome.Delivered;
import leadhook.platform.Logs;

/**
 * The limit of delivering: the delivery client alone, signing and sending the same payload, with nothing read and nothing
 * settled. Arguments: URL, window, seconds. Prints deliveries per second after as long a warm-up.
 */
public final class BareSender {
    private static final byte[] PAYLOAD = ("{\"id\":\"" + "x".repeat(1_540) + "\"}").getBytes(StandardCharsets.UTF_8);
    private static final List<String> SECRETS = List.of(Signature.newSecret());

    private BareSender() {}

    public static void main(String[] arguments) throws InterruptedException {
        Logs.configure(Logs.Format.TEXT);
        var url = URI.create(arguments[0]);
        int window = Integer.parseInt(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        var policy = AddressPolicy.of(AddressPolicy.LOOPBACK, Set.of());
        try (var sender = Sender.start(policy, Duration.ofSeconds(15), window, window)) {
            perSecond(sender, url, window, seconds);
            System.out.println(perSecond(sender, url, window, seconds));
        }
    }

    private static double perSecond(Sender sender, URI url, int window, double seconds) throws InterruptedException {
        var delivered = new LongAdder();
        var free = new Semaphore(window);
        long start = System.nanoTime();
        for (long number = 1; System.nanoTime() - start < seconds * 1e9; number++) {
            free.acquire();
            var shipment = new Shipment(
                    1,
                    new WebhookUrl(url.toString()),
                    Shipment.JSON,
                    PAYLOAD,
                    "evt-1-" + number,
                    Instant.now(),
                    SECRETS,
                    false);
            var _ = sender.send(shipment).whenComplete((sent, _) -> {
                if (sent != null && sent.outcome() instanceof Delivered) {
                    delivered.increment();
                }
                free.release();
            });
        }
        free.acquire(window);
        return delivered.sum() / ((System.nanoTime() - start) / 1e9);
    }
}
