package io.vitalwatch.web.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks passwords against argon2id hashes. One check takes 7 MiB and some 30 ms, so one runs at a time, each sender has ten attempts at
 * once and one more each second, and a password that was right is remembered for ten minutes (as a keyed hash, in memory only).
 */
public final class Passwords {
    private static final int MEMORY_KIB = 7168;
    private static final int ITERATIONS = 5;
    private static final int HASH_BYTES = 32;
    private static final int LARGEST_MEMORY_KIB = 64 * 1024;
    private static final int MOST_ITERATIONS = 10;
    private static final int MOST_LANES = 4;
    private static final Pattern FORM =
            Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,9}),t=(\\d{1,9}),p=(\\d{1,9})\\$[A-Za-z0-9+/]{11,}\\$[A-Za-z0-9+/]{22,}");
    private static final int MOST_REMEMBERED = 256;
    private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final long LONGEST_WAIT_SECONDS = 2;

    /** How a check ended. */
    enum Result { RIGHT, WRONG, TOO_MANY }

    private final LongSupplier nanos;
    private final AttemptLimit attempts;
    private final Semaphore one = new Semaphore(1, true);
    private final byte[] salt = new byte[32];
    private final Map<String, Long> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };
    /** The hash of no password, so that a name that does not exist takes as long as one that does. */
    private final String nobody;

    /** @param nanos a clock such as System.nanoTime() */
    Passwords(LongSupplier nanos) {
        this.nanos = nanos;
        this.attempts = new AttemptLimit(10, 1, nanos);
        SecureRandom random = new SecureRandom();
        random.nextBytes(salt);
        this.nobody = hash(Long.toHexString(random.nextLong()));
    }

    /** The argon2id hash of a password, for the file of users. */
    public static String hash(String password) {
        return Password.hash(password).addRandomSalt(16)
                .with(Argon2Function.getInstance(MEMORY_KIB, ITERATIONS, 1, HASH_BYTES, Argon2.ID)).getResult();
    }

    /** What is wrong with a hash in the file of users, or null. */
    static String problemOf(String hash) {
        if (hash.equals("-")) {
            return null;
        }
        if (!hash.startsWith("$argon2id$")) {
            return "the third part must be an argon2id hash ($argon2id$…), made by \"user add\", or - for no password";
        }
        Matcher form = FORM.matcher(hash);
        if (!form.matches()) {
            return "the hash cannot be read; make it again with \"user add\"";
        }
        // Read here and not by the library, which reserves the memory of every hash that it reads.
        boolean costly = Integer.parseInt(form.group(1)) > LARGEST_MEMORY_KIB || Integer.parseInt(form.group(2)) > MOST_ITERATIONS
                || Integer.parseInt(form.group(3)) > MOST_LANES;
        return costly ? "the hash needs more than 64 MiB, 10 iterations or 4 lanes; make it again with \"user add\"" : null;
    }

    /**
     * Checks a password.
     *
     * @param sender whose attempts are limited
     * @param hash the user's hash, or null if there is no such user or the user has no password
     */
    Result check(String sender, String name, String password, String hash) {
        String key = key(name, password, hash);
        if (isRemembered(key)) {
            return Result.RIGHT;
        }
        if (!attempts.allows(SenderNetwork.of(sender))) {
            return Result.TOO_MANY;
        }
        boolean mine = false;
        try {
            mine = one.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            if (!mine) {
                return Result.TOO_MANY;
            }
            return verified(password, hash, key) ? Result.RIGHT : Result.WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.TOO_MANY;
        } finally {
            if (mine) {
                one.release();
            }
        }
    }

    private boolean verified(String password, String hash, String key) {
        String against = hash == null ? nobody : hash;
        boolean right = Password.check(password, against).with(Argon2Function.getInstanceFromHash(against)) && hash != null;
        if (right) {
            synchronized (remembered) {
                remembered.put(key, nanos.getAsLong() + REMEMBERED_NANOS);
            }
        }
        return right;
    }

    private boolean isRemembered(String key) {
        synchronized (remembered) {
            Long until = remembered.get(key);
            if (until != null && until - nanos.getAsLong() <= 0) {
                remembered.remove(key);
                return false;
            }
            return until != null;
        }
    }

    /** The user's hash is part of the key, so a changed password is checked again. */
    private String key(String name, String password, String hash) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(salt);
            for (String each : new String[] {name, password, String.valueOf(hash)}) {
                byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return new String(digest.digest(), StandardCharsets.ISO_8859_1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
