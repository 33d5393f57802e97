package io.espalier.dag;

import org.jspecify.annotations.Nullable;

/** Changes single settings; {@link #build()} checks them. Not safe for use by several threads. */
public final class TaskSettingsBuilder {
  private int retries;
  private double retryDelaySeconds;
  private double retryExponentialBackoff;
  private @Nullable Double maxRetryDelaySeconds;
  private @Nullable Double executionTimeoutSeconds;
  private TriggerRule triggerRule;
  private String queue;
  private String owner;
  private boolean doXcomPush;
  private boolean multipleOutputs;
  private boolean setup;
  private boolean teardown;
  private boolean onFailureFailDagrun;

  TaskSettingsBuilder(TaskSettings from) {
    retries = from.retries();
    retryDelaySeconds = from.retryDelaySeconds();
    retryExponentialBackoff = from.retryExponentialBackoff();
    maxRetryDelaySeconds = from.maxRetryDelaySeconds();
    executionTimeoutSeconds = from.executionTimeoutSeconds();
    triggerRule = from.triggerRule();
    queue = from.queue();
    owner = from.owner();
    doXcomPush = from.doXcomPush();
    multipleOutputs = from.multipleOutputs();
    setup = from.setup();
    teardown = from.teardown();
    onFailureFailDagrun = from.onFailureFailDagrun();
  }

  /** Tries after the first; negative means none. */
  public TaskSettingsBuilder retries(int value) {
    retries = value;
    return this;
  }

  /** Wait before the next try, in seconds, at least 0. */
  public TaskSettingsBuilder retryDelaySeconds(double value) {
    retryDelaySeconds = value;
    return this;
  }

  /** Multiplier of the wait from try to try; 0 for a constant wait. */
  public TaskSettingsBuilder retryExponentialBackoff(double value) {
    retryExponentialBackoff = value;
    return this;
  }

  /** Cap on a growing wait, in seconds; null or 0 for none. */
  public TaskSettingsBuilder maxRetryDelaySeconds(@Nullable Double value) {
    maxRetryDelaySeconds = value;
    return this;
  }

  /** Limit for one try, in seconds, above 0; null for none. */
  public TaskSettingsBuilder executionTimeoutSeconds(@Nullable Double value) {
    executionTimeoutSeconds = value;
    return this;
  }

  /** When the task may run. */
  public TaskSettingsBuilder triggerRule(TriggerRule value) {
    triggerRule = value;
    return this;
  }

  /** Temporal task queue; {@code default} is {@code cpu}. */
  public TaskSettingsBuilder queue(String value) {
    queue = value;
    return this;
  }

  /** Free text. */
  public TaskSettingsBuilder owner(String value) {
    owner = value;
    return this;
  }

  /** Whether the result is kept as XCom {@code return_value}. */
  public TaskSettingsBuilder doXcomPush(boolean value) {
    doXcomPush = value;
    return this;
  }

  /** Whether each key of the result is an XCom of its own as well. */
  public TaskSettingsBuilder multipleOutputs(boolean value) {
    multipleOutputs = value;
    return this;
  }

  /** Makes the task a setup. */
  public TaskSettingsBuilder setup() {
    setup = true;
    return this;
  }

  /**
   * Makes the task a teardown, which sets the trigger rule {@code all_done_setup_success}; another
   * rule may be set afterwards.
   *
   * @param onFailureFailDagrun whether the run fails when this task does
   */
  public TaskSettingsBuilder teardown(boolean onFailureFailDagrun) {
    teardown = true;
    this.onFailureFailDagrun = onFailureFailDagrun;
    triggerRule = TriggerRule.ALL_DONE_SETUP_SUCCESS;
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException for a value out of range, or a setup that is a teardown
   */
  public TaskSettings build() {
    return new TaskSettings(
        retries,
        retryDelaySeconds,
        retryExponentialBackoff,
        maxRetryDelaySeconds,
        executionTimeoutSeconds,
        triggerRule,
        queue,
        owner,
        doXcomPush,
        multipleOutputs,
        setup,
        teardown,
        onFailureFailDagrun);
  }
}
