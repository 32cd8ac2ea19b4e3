package io.vitalwatch.intake;

import io.vitalwatch.quality.GateSettings;

/**
 * How bodies are read and judged.
 *
 * @param defaultStudy the study of a body that names none
 * @param maxBodyBytes a larger body is rejected unread
 * @param keptBodyBytes how many bytes of a rejected body its rejection keeps
 * @param gate what the quality gate accepts
 */
public record IntakeSettings(String defaultStudy, int maxBodyBytes, int keptBodyBytes, GateSettings gate) {}
