package io.espalier.cli.session;

import org.jspecify.annotations.Nullable;

/**
 * How a run is walked.
 *
 * @param temporal {@code HOST:PORT} of a Temporal server, null for the embedded one
 * @param parallel trainings at the same time, at least 1; null for as many as fit
 * @param interruption Ctrl-C
 */
public record WalkSettings(
    @Nullable String temporal, @Nullable Integer parallel, Interruption interruption) {}
