package leadhook.leads;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The unguessable part of the links that a lead gets: a code of 128 bits that only this installation can make (contract 2.24). */
final class Links {
    private static final String HMAC = "HmacSHA256";
    private static final int CODE_BYTES = 16;

    private final SecretKeySpec key;

    Links(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /** What a link is for: the code of one is worth nothing for another. */
    enum Link {
        OPT_OUT(""),
        VERIFY_EMAIL("verify email");

        private final String mark;

        Link(String mark) {
            this.mark = mark;
        }
    }

    /** Whom a link is of. */
    record Owner(long campaign, long lead) {}

    /** The code of a lead's link alone, for a link that says otherwise whose it is. */
    String code(Link link, long campaign, long lead) {
        var code = Arrays.copyOf(mac(link, campaign, lead), CODE_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
    }

    /** Whether that is the code; takes as long whatever is wrong with it. */
    boolean isCode(String text, Link link, long campaign, long lead) {
        return MessageDigest.isEqual(
                text.getBytes(UTF_8), code(link, campaign, lead).getBytes(UTF_8));
    }

    /** The code with whose it is. */
    String token(Link link, Lead lead) {
        return lead.campaignId() + "-" + lead.socialId() + "-" + code(link, lead.campaignId(), lead.id());
    }

    /** Whose token it is; empty when nobody was given it. */
    Optional<Owner> owner(Link link, String token) {
        var parts = token.split("-", 3);
        if (parts.length < 3 || !parts[0].matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        long campaign = Long.parseLong(parts[0]);
        return SocialId.id(parts[1])
                .filter(lead -> isCode(parts[2], link, campaign, lead))
                .map(lead -> new Owner(campaign, lead));
    }

    private byte[] mac(Link link, long campaign, long lead) {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(link.mark.getBytes(UTF_8));
            return mac.doFinal(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(campaign)
                    .putLong(lead)
                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
