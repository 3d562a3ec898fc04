package leadhook.delivery;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;

/** Resolves a host for each new connection and hands back only addresses that were checked: those are connected to. */
final class VettedAddresses implements SocketAddressResolver, AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 10_000;
    private static final int ADDRESSES_TRIED = 4;

    private final AddressPolicy policy;
    private final Lookup lookup;
    private final Duration timeout;
    private final ThreadPoolExecutor threads;
    private final Map<String, CompletableFuture<List<InetAddress>>> underWay = new ConcurrentHashMap<>();

    VettedAddresses(AddressPolicy policy, Lookup lookup, Duration timeout) {
        this.policy = policy;
        this.lookup = lookup;
        this.timeout = timeout;
        // Platform threads: a lookup blocks in native code, which would hold a virtual thread's carrier.
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("dns-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void resolve(String host, int port, Map<String, Object> context, Promise<List<InetSocketAddress>> promise) {
        var _ = lookUp(host)
                .copy()
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(addresses -> vetted(host, port, addresses))
                .whenComplete((addresses, failure) -> {
                    if (failure == null) {
                        promise.succeeded(addresses);
                    } else {
                        promise.failed(reason(host, failure));
                    }
                });
    }

    /** One lookup per host at a time, so that a name server that hangs holds one thread. */
    private CompletableFuture<List<InetAddress>> lookUp(String host) {
        var fresh = new CompletableFuture<List<InetAddress>>();
        var before = underWay.putIfAbsent(host, fresh);
        if (before != null) {
            return before;
        }
        try {
            threads.execute(() -> lookUp(host, fresh));
        } catch (RejectedExecutionException e) {
            underWay.remove(host);
            fresh.completeExceptionally(e);
        }
        return fresh;
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> result) {
        try {
            var addresses = List.of(lookup.of(host));
            underWay.remove(host);
            result.complete(addresses);
        } catch (UnknownHostException | RuntimeException e) {
            underWay.remove(host);
            result.completeExceptionally(e);
        }
    }

    /** The addresses to try; one that is forbidden forbids the host, or a name could mix a public with a private one. */
    private List<InetSocketAddress> vetted(String host, int port, List<InetAddress> addresses) {
        var vetted = new ArrayList<InetSocketAddress>();
        for (var address : addresses) {
            policy.refusal(host, address, port).ifPresent(unsafe -> {
                throw new UnsafeTarget(unsafe);
            });
            vetted.add(new InetSocketAddress(address, port));
        }
        return vetted.subList(0, Math.min(vetted.size(), ADDRESSES_TRIED));
    }

    private static Throwable reason(String host, Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UnsafeTarget || cause instanceof UnknownHostException) {
            return cause;
        }
        var unknown = new UnknownHostException(host);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** What asks the name servers. */
    interface Lookup {
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** Carries the refusal through the client. */
    static final class UnsafeTarget extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Outcome.Unsafe unsafe;

        UnsafeTarget(Outcome.Unsafe unsafe) {
            super(unsafe.reason(), null, false, false);
            this.unsafe = unsafe;
        }

        Outcome.Unsafe unsafe() {
            return unsafe;
        }
    }
}
