package leadhook.platform.settings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import leadhook.platform.AddressBlocks;
import leadhook.platform.Logs;

/** From text to typed values. What cannot be read is empty; the caller says which setting and what is allowed. */
final class Parse {
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?\\.?");
    private static final Pattern NUMBERS_AND_DOTS = Pattern.compile("[0-9.]+");

    private Parse() {}

    /** Durations with commas between; empty when one of them is none. */
    static Optional<List<Duration>> durations(String text) {
        var parsed = items(text).stream().map(Durations::parse).toList();
        return parsed.stream().allMatch(Optional::isPresent)
                ? Optional.of(parsed.stream().flatMap(Optional::stream).toList())
                : Optional.empty();
    }

    static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    static Optional<Boolean> onOff(String text) {
        return switch (text) {
            case "on" -> Optional.of(true);
            case "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<Logs.Format> logFormat(String text) {
        return switch (text) {
            case "text" -> Optional.of(Logs.Format.TEXT);
            case "json" -> Optional.of(Logs.Format.JSON);
            default -> Optional.empty();
        };
    }

    /** A host name or an address without a port; the brackets of an IPv6 address are taken off. */
    static Optional<String> host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        var host = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean isAddress = address(host).isPresent();
        boolean isName = !bracketed && isHostName(host);
        return isAddress || isName ? Optional.of(host) : Optional.empty();
    }

    /** An absolute http address without user, query and fragment; slashes at its end are taken off. */
    static Optional<URI> url(String text) {
        try {
            var url = new URI(text.replaceAll("/+$", ""));
            boolean plain = url.getHost() != null
                    && List.of("http", "https").contains(url.getScheme())
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
            return plain ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    static Optional<Path> path(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /** CIDR blocks, addresses and host names with commas between; empty when one of them is none of these. */
    static Optional<List<String>> targets(String text) {
        var targets = items(text);
        return targets.stream().allMatch(Parse::isTarget) ? Optional.of(targets) : Optional.empty();
    }

    /** CIDR blocks and addresses with commas between; empty when one of them is none. */
    static Optional<List<String>> blocks(String text) {
        var blocks = items(text);
        return blocks.stream().allMatch(AddressBlocks::isBlock) ? Optional.of(blocks) : Optional.empty();
    }

    /** A number above zero, or 0 for the word {@code off}. */
    static Optional<Integer> numberOrOff(String text) {
        return text.equals("off") ? Optional.of(0) : number(text).filter(number -> number > 0);
    }

    private static boolean isTarget(String text) {
        boolean isNumeric = text.matches("[0-9.]+|.*[/:].*");
        return isNumeric ? AddressBlocks.isBlock(text) : isHostName(text);
    }

    private static boolean isHostName(String text) {
        return HOST_NAME.matcher(text).matches()
                && !NUMBERS_AND_DOTS.matcher(text).matches();
    }

    /** An address in its usual form; a name is never looked up. */
    static Optional<InetAddress> address(String literal) {
        boolean short4 = NUMBERS_AND_DOTS.matcher(literal).matches()
                && literal.chars().filter(c -> c == '.').count() != 3;
        try {
            return short4 ? Optional.empty() : Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Base64 of either alphabet, with or without padding, of exactly so many bytes. */
    static Optional<byte[]> base64(String text, int bytes) {
        try {
            var decoded = Base64.getDecoder()
                    .decode(text.replace('-', '+').replace('_', '/').replaceAll("=+$", ""));
            return decoded.length == bytes ? Optional.of(decoded) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static List<String> items(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .toList();
    }
}
