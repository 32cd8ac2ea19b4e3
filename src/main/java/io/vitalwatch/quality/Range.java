package io.vitalwatch.quality;

import java.io.Serializable;

/** A closed range in thousandths of a unit. */
public record Range(int min, int max) implements Serializable {
    public boolean contains(long milli) {
        return milli >= min && milli <= max;
    }
}
