package leadhook.leads;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Turns the sequence 0, 1, 2, … into ids that nobody can count: first all with six characters as social id, in an order
 * that only the key tells, then all with seven (contract Q17). A Feistel network maps one to one on a power of two;
 * walking on until the result is back among the ids keeps that for a range that is none.
 */
final class IdPermutation {
    private static final long FIRST_SIX = 1L << 25;
    private static final long FIRST_SEVEN = 1L << 30;
    private static final long END = 1L << 35;

    private static final int ROUNDS = 8;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    IdPermutation(byte[] key) {
        this.key = new SecretKeySpec(key, HMAC);
    }

    /** The id of the n-th lead, from 0. @throws IllegalArgumentException when all ids are used up */
    long id(long n) {
        if (n < 0 || n >= END - FIRST_SIX) {
            throw new IllegalArgumentException("no id for " + n);
        }
        long place = FIRST_SIX + n;
        return place < FIRST_SEVEN ? walk(place, FIRST_SIX, FIRST_SEVEN, 15) : walk(place, FIRST_SEVEN, END, 18);
    }

    private long walk(long place, long first, long end, int halfBits) {
        var mac = mac();
        long id = place;
        do {
            id = permute(mac, id, halfBits);
        } while (id < first || id >= end);
        return id;
    }

    private static long permute(Mac mac, long value, int halfBits) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (scramble(mac, halfBits, round, right) & mask);
            left = right;
            right = next;
        }
        return left << halfBits | right;
    }

    private static long scramble(Mac mac, int halfBits, int round, long half) {
        var input = ByteBuffer.allocate(16).putInt(halfBits).putInt(round).putLong(half);
        return ByteBuffer.wrap(mac.doFinal(input.array())).getLong();
    }

    private Mac mac() {
        try {
            var mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
