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
}
