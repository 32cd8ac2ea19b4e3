package io.vitalwatch.alarm.rule;

/** A rule that cannot be read. The message says which rule, where, what is wrong and what to write instead. */
public final class RuleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RuleException(String message) {
        super(message);
    }
}
