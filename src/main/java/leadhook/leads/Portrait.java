package leadhook.leads;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a lead is shown to people: a name and a picture (contract Q24). */
final class Portrait {
    private static final int SHOWN_DIGITS = 4;

    private Portrait() {}

    /** The name, else the local part of the email, else the phone number but for its last digits. */
    static String displayName(Lead lead) {
        var name = Stream.of(lead.firstName(), lead.lastName())
                .flatMap(Stream::ofNullable)
                .collect(Collectors.joining(" "));
        if (!name.isEmpty()) {
            return name;
        }
        if (lead.email() != null) {
            return lead.email().substring(0, lead.email().indexOf('@'));
        }
        return lead.phoneNumber() == null ? "" : masked(lead.phoneNumber());
    }

    /** What is shown of whoever has no picture (contract 2.14). */
    enum Default {
        IDENTICON("identicon"),
        ICON("mp"),
        UI("initials");

        private final String gravatarName;

        Default(String gravatarName) {
            this.gravatarName = gravatarName;
        }

        /** The one of that name in the contract; an unknown name is the usual one. */
        static Default named(String name) {
            return Stream.of(values())
                    .filter(each -> each.name().equalsIgnoreCase(name))
                    .findFirst()
                    .orElse(IDENTICON);
        }
    }

    static String avatar(Lead lead) {
        return avatar(lead, Default.IDENTICON);
    }

    /** The Gravatar of the email; a lead without one gets a picture of its own from its social id. Nothing is fetched. */
    static String avatar(Lead lead, Default otherwise) {
        var hashed = md5(lead.email() == null ? lead.socialId() : lead.email());
        return "https://www.gravatar.com/avatar/" + hashed + "?r=g&d=" + otherwise.gravatarName + "&s=600";
    }

    private static String masked(String phoneNumber) {
        int hidden = phoneNumber.length() - SHOWN_DIGITS;
        return "*".repeat(hidden) + phoneNumber.substring(hidden);
    }

    private static String md5(String text) {
        try {
            // Not for secrecy: Gravatar names its pictures so.
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
