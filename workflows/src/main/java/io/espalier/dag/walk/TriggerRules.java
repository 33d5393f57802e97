package io.espalier.dag.walk;

import io.espalier.dag.TriggerRule;

/**
 * Airflow's 13 trigger rules over the direct upstream tasks, as Airflow 3 evaluates them: first
 * whether the task gets a state without running, then whether it may run.
 */
public final class TriggerRules {
  private TriggerRules() {}

  /** What the rule says; a task without upstream tasks may always run. */
  public static Decision decide(TriggerRule rule, UpstreamCounts upstream) {
    if (upstream.total() == 0 || rule == TriggerRule.ALWAYS) {
      return Decision.RUN;
    }
    Decision early = withoutRunning(rule, upstream);
    if (early.setsState()) {
      return early;
    }
    if (mayRun(rule, upstream)) {
      return Decision.RUN;
    }
    return upstream.done() ? Decision.STUCK : Decision.WAIT;
  }

  private static Decision withoutRunning(TriggerRule rule, UpstreamCounts up) {
    return switch (rule) {
      case ALL_SUCCESS -> {
        if (up.failures() > 0) {
          yield Decision.UPSTREAM_FAILED;
        }
        yield skipIf(up.skipped() > 0);
      }
      case ALL_FAILED -> skipIf(up.success() + up.skipped() > 0);
      case ONE_SUCCESS -> {
        if (up.skipped() == up.total()) {
          yield Decision.SKIP;
        }
        yield failIf(up.done() && up.success() == 0);
      }
      case ONE_FAILED -> skipIf(up.done() && up.failures() == 0);
      // upstream_failed is neither: with nothing else, the task is skipped
      case ONE_DONE -> skipIf(up.done() && up.failed() + up.success() == 0);
      case NONE_FAILED -> failIf(up.failures() > 0);
      case NONE_FAILED_MIN_ONE_SUCCESS -> {
        if (up.failures() > 0) {
          yield Decision.UPSTREAM_FAILED;
        }
        if (up.skipped() == up.total()) {
          yield Decision.SKIP;
        }
        yield failIf(up.done() && up.success() == 0);
      }
      case NONE_SKIPPED -> skipIf(up.skipped() > 0);
      case ALL_SKIPPED -> skipIf(up.success() + up.failures() > 0);
      case ALL_DONE_MIN_ONE_SUCCESS -> {
        if (up.skipped() > 0) {
          yield Decision.SKIP;
        }
        yield failIf(up.done() && up.success() == 0);
      }
      case ALL_DONE_SETUP_SUCCESS -> {
        if (!up.done() || up.setups() == 0) {
          yield Decision.WAIT;
        }
        if (up.skippedSetups() == up.setups()) {
          yield Decision.SKIP;
        }
        yield failIf(up.successSetups() == 0);
      }
      case ALL_DONE, ALWAYS -> Decision.WAIT;
    };
  }

  private static boolean mayRun(TriggerRule rule, UpstreamCounts up) {
    return switch (rule) {
      case ALL_SUCCESS -> up.success() + up.removed() == up.total();
      case ALL_FAILED -> up.failures() + up.removed() == up.total();
      case ONE_SUCCESS -> up.success() > 0;
      case ONE_FAILED -> up.failures() > 0;
      case ONE_DONE -> up.success() + up.failed() > 0;
      case NONE_FAILED -> up.success() + up.skipped() + up.removed() == up.total();
      case NONE_FAILED_MIN_ONE_SUCCESS ->
          up.success() + up.skipped() + up.removed() == up.total() && up.success() > 0;
      case NONE_SKIPPED -> up.done() && up.skipped() == 0;
      case ALL_SKIPPED -> up.skipped() == up.total();
      case ALL_DONE_MIN_ONE_SUCCESS -> up.done() && up.skipped() == 0 && up.success() > 0;
      case ALL_DONE, ALL_DONE_SETUP_SUCCESS -> up.done();
      case ALWAYS -> true;
    };
  }

  private static Decision skipIf(boolean condition) {
    return condition ? Decision.SKIP : Decision.WAIT;
  }

  private static Decision failIf(boolean condition) {
    return condition ? Decision.UPSTREAM_FAILED : Decision.WAIT;
  }
}
