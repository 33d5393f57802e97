package io.espalier.dag;

import org.jspecify.annotations.Nullable;

/**
 * Airflow's per-task settings, with Airflow's defaults in {@link #DEFAULTS}.
 *
 * @param retries tries after the first; negative means none
 * @param retryDelaySeconds wait before the next try
 * @param retryExponentialBackoff multiplier of the wait, 0 for a constant wait
 * @param maxRetryDelaySeconds cap on the wait, null for none
 * @param executionTimeoutSeconds limit for one try, null for none
 * @param triggerRule when the task may run
 * @param queue Temporal task queue; {@code default} is {@code cpu}
 * @param owner free text
 * @param doXcomPush whether the result is kept as XCom {@code return_value}
 * @param multipleOutputs whether each key of the result is an XCom of its own as well
 * @param setup whether this is a setup task
 * @param teardown whether this is a teardown task
 * @param onFailureFailDagrun whether a failing teardown fails the run
 */
public record TaskSettings(
    int retries,
    double retryDelaySeconds,
    double retryExponentialBackoff,
    @Nullable Double maxRetryDelaySeconds,
    @Nullable Double executionTimeoutSeconds,
    TriggerRule triggerRule,
    String queue,
    String owner,
    boolean doXcomPush,
    boolean multipleOutputs,
    boolean setup,
    boolean teardown,
    boolean onFailureFailDagrun) {

  /** Checks every value. */
  public TaskSettings {
    atLeastZero("retry_delay", retryDelaySeconds);
    if (!Double.isFinite(retryExponentialBackoff)) {
      throw refused("retry_exponential_backoff", retryExponentialBackoff, "a finite number");
    }
    if (maxRetryDelaySeconds != null) {
      atLeastZero("max_retry_delay", maxRetryDelaySeconds);
    }
    if (executionTimeoutSeconds != null
        && !(executionTimeoutSeconds > 0 && Double.isFinite(executionTimeoutSeconds))) {
      throw refused("execution_timeout", executionTimeoutSeconds, "above 0 s, or none");
    }
    if (queue.isBlank()) {
      throw refused("queue", "\"" + queue + "\"", "the name of a Temporal task queue");
    }
    if (setup && teardown) {
      throw new IllegalArgumentException("a task is a setup or a teardown (not both)");
    }
    if (onFailureFailDagrun && !teardown) {
      throw refused("on_failure_fail_dagrun", true, "only on a teardown task");
    }
  }

  /** Airflow 3's defaults. */
  public static final TaskSettings DEFAULTS =
      new TaskSettings(
          0,
          300,
          0,
          null,
          null,
          TriggerRule.ALL_SUCCESS,
          "default",
          "airflow",
          true,
          false,
          false,
          false,
          false);

  /** The Temporal task queue that serves the task: {@code default} is {@code cpu}. */
  public String taskQueue() {
    return queue.equals(DEFAULTS.queue) ? "cpu" : queue;
  }

  /** A builder that starts from Airflow's defaults. */
  public static TaskSettingsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** A builder that starts from these settings. */
  public TaskSettingsBuilder toBuilder() {
    return new TaskSettingsBuilder(this);
  }

  private static void atLeastZero(String name, double seconds) {
    if (!(seconds >= 0 && Double.isFinite(seconds))) {
      throw refused(name, seconds, ">= 0 s");
    }
  }

  private static IllegalArgumentException refused(String name, Object value, String expected) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
  }
}
