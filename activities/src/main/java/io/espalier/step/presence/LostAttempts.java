package io.espalier.step.presence;

import io.espalier.store.failure.StoreUnavailableException;
import io.espalier.store.step.HeldStep;
import io.espalier.store.step.Steps;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the attempts of workers that are gone, and stores the logs of those that ended without a
 * place for them. A claim must have been seen run out twice in a row: after the database was away
 * every claim has run out, and the workers that live renew theirs before the second look. For one
 * thread.
 */
final class LostAttempts {
  private static final Logger LOG = LoggerFactory.getLogger(LostAttempts.class);

  private final Steps steps;
  private Set<HeldStep> seen = Set.of();

  LostAttempts(Steps steps) {
    this.steps = steps;
  }

  /** Looks once; throws nothing. */
  void look() {
    freeSteps();
    keepLogs();
  }

  private void keepLogs() {
    try {
      steps.collectLogs();
    } catch (StoreUnavailableException noPlaceYet) {
      // The next look tries again.
    } catch (RuntimeException e) {
      LOG.error("storing the logs of attempts that have ended failed", e);
    }
  }

  private void freeSteps() {
    try {
      List<HeldStep> runOut = steps.runOut();
      Set<HeldStep> first = new HashSet<>(runOut);
      for (HeldStep step : runOut) {
        if (seen.contains(step)) {
          end(step);
          first.remove(step);
        }
      }
      seen = first;
    } catch (StoreUnavailableException away) {
      seen = Set.of();
    } catch (RuntimeException e) {
      LOG.error("looking for lost attempts failed", e);
    }
  }

  private void end(HeldStep step) {
    if (steps.free(step)) {
      LOG.warn(
          "task {} of run {}: its worker {} is gone, another one goes on with it",
          step.taskId(),
          step.runId(),
          step.worker());
    }
  }
}
