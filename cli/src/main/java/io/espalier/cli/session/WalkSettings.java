package io.espalier.cli.session;

import io.espalier.cli.notify.Notifier;
import io.espalier.step.worker.Budget;
import org.jspecify.annotations.Nullable;

/**
 * How a run is walked.
 *
 * @param server the Temporal server, on its way
 * @param shared whether other stores may use that server too
 * @param parallel trainings at the same time, at least 1; null for as many as fit
 * @param interruption Ctrl-C
 * @param budget how much may be computed
 * @param notifier is told when the run fails, ends, or stops by itself
 */
public record WalkSettings(
    ServerStart server,
    boolean shared,
    @Nullable Integer parallel,
    Interruption interruption,
    Budget budget,
    Notifier notifier) {}
