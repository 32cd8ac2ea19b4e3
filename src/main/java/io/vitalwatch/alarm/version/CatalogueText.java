package io.vitalwatch.alarm.version;

import io.vitalwatch.alarm.evaluate.Catalogue;
import io.vitalwatch.alarm.rule.Ages;
import io.vitalwatch.alarm.rule.RuleException;
import io.vitalwatch.alarm.yaml.RuleReader;
import io.vitalwatch.model.Group;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A catalogue as it was written: what is kept of a version of the rules, so that a later release can read it again.
 *
 * @param yaml the document
 * @param source its name for messages, such as {@code rules.yaml}
 * @param fields values that replace single fields, {@code spo2-low.medium} → {@code 92}
 * @param ages the table of ages from which rules take defaults
 */
public record CatalogueText(String yaml, String source, Map<String, String> fields, Ages ages) implements Serializable {
    private static final int FORMAT = 1;
    /** No document is larger, bytes. */
    private static final int MOST = 1 << 22;

    public CatalogueText {
        fields = Map.copyOf(fields);
    }

    /**
     * The rules.
     *
     * @throws RuleException if the document is not a complete and consistent catalogue
     */
    public Catalogue catalogue() {
        return RuleReader.read(yaml, source, fields, ages).from(version(), Map.of());
    }

    /** Names it in records and for people: 12 hexadecimal digits of the {@link #hash}. */
    public String version() {
        return hash().substring(0, 12);
    }

    /** The same document with other values of some fields, {@code spo2-low.medium} → {@code 92}. They may not fit it. */
    public CatalogueText with(Map<String, String> others) {
        Map<String, String> merged = new HashMap<>(fields);
        merged.putAll(others);
        return new CatalogueText(yaml, source, merged, ages);
    }

    /**
     * The same document with the fields of a layer of limits. If they do not fit together with it, those rules keep the values of before
     * whose fields do not fit by themselves. Fields that together would leave unwatched what is watched without them do not fit: each change is
     * checked by itself when it is written, and several may add up to that.
     *
     * @param unfit takes a message for each rule whose fields do not fit
     */
    public CatalogueText over(Map<String, String> layer, Consumer<String> unfit) {
        CatalogueText whole = with(layer);
        if (unfit(whole) == null) {
            return whole;
        }
        Map<String, Map<String, String>> byRule = new TreeMap<>();
        layer.forEach((path, text) -> byRule.computeIfAbsent(path.split("\\.", 2)[0], rule -> new TreeMap<>()).put(path, text));
        CatalogueText text = this;
        for (Map<String, String> ofRule : byRule.values()) {
            CatalogueText tried = text.with(ofRule);
            String refusal = text.unfit(tried);
            if (refusal == null) {
                text = tried;
            } else {
                unfit.accept(refusal);
            }
        }
        return text;
    }

    /** Why another text cannot stand in place of this one, or null if it can. */
    private String unfit(CatalogueText other) {
        Catalogue changed;
        try {
            changed = other.catalogue();
        } catch (RuleException e) {
            return e.getMessage();
        }
        if (changed.unwatched().isEmpty()) {
            return null;
        }
        List<String> missing = new ArrayList<>(changed.unwatched());
        missing.removeAll(catalogue().unwatched());
        return missing.isEmpty() ? null : "the catalogue would have " + String.join("; and ", missing);
    }

    /** Why it is not a catalogue, or null if it is one. */
    public String refusal() {
        try {
            catalogue();
            return null;
        } catch (RuleException e) {
            return e.getMessage();
        }
    }

    /** A digest of what decides: document, fields and ages; 32 hexadecimal digits. */
    public String hash() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(new CatalogueText(yaml, "", fields, ages).bytes());
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** As bytes, for {@link #read}. */
    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORMAT);
            write(yaml, out);
            write(source, out);
            out.writeInt(fields.size());
            for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
                write(field.getKey(), out);
                write(field.getValue(), out);
            }
            Group[] groups = Group.values();
            out.writeInt(groups.length);
            for (Group group : groups) {
                write(group.label(), out);
                out.writeLong(ages.of(group));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if the bytes are damaged or of a newer release */
    public static CatalogueText read(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("a catalogue in the state has format " + format + ", this release reads " + FORMAT
                    + "; restore with the release that wrote it, or a newer one");
        }
        String yaml = text(in);
        String source = text(in);
        Map<String, String> fields = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            fields.put(text(in), text(in));
        }
        Map<Group, Long> ages = new HashMap<>(Ages.defaults().millis());
        for (int left = in.readInt(); left > 0; left--) {
            String label = text(in);
            long age = in.readLong();
            for (Group group : Group.values()) {
                if (group.label().equals(label)) {
                    ages.put(group, age);
                }
            }
        }
        return new CatalogueText(yaml, source, fields, new Ages(ages));
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MOST) {
            throw new IOException("a catalogue's text of " + length + " bytes: the state's bytes are damaged");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
