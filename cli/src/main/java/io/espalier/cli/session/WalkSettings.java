package io.espalier.cli.session;

import org.jspecify.annotations.Nullable;

/**
 * How a run is walked.
 *
 * @param temporal {@code HOST:PORT} of a Temporal server, null for the embedded one
 * @param parallel tasks at the same time, at least 1
 * @param interruption Ctrl-C
 */
public record WalkSettings(@Nullable String temporal, int parallel, Interruption interruption) {}
