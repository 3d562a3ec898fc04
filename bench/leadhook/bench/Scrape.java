package leadhook.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;

/** The server's {@code /metrics}: the sum of each metric over its labels. */
record Scrape(Map<String, Double> sums) {
    Scrape {
        sums = Map.copyOf(sums);
    }

    static Scrape of(URI server) {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.resolve("/metrics")).build();
            var sums = new HashMap<String, Double>();
            http.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#") && line.contains(" "))
                    .forEach(line -> sums.merge(
                            line.split("[{ ]", 2)[0],
                            Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                            Double::sum));
            return new Scrape(sums);
        } catch (IOException e) {
            throw new IllegalStateException("the server does not tell its metrics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException when the server has no metric of that name */
    double get(String metric) {
        var sum = sums.get(metric);
        if (sum == null) {
            throw new IllegalStateException("the server has no metric " + metric);
        }
        return sum;
    }

    Scrape since(Scrape before) {
        var differences = new HashMap<String, Double>();
        sums.forEach((name, sum) -> differences.put(name, sum - before.sums.getOrDefault(name, 0.0)));
        return new Scrape(differences);
    }
}
