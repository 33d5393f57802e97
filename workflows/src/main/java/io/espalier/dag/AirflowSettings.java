package io.espalier.dag;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Settings given by Airflow's names, as in {@code default_args}; times are seconds. */
public final class AirflowSettings {
  /** Whole numbers below it have at most nine digits. */
  private static final double LARGEST = 1e9;

  private AirflowSettings() {}

  /**
   * Changes settings. A null value means the default.
   *
   * @param from what is not named stays as it is here
   * @param named values by Airflow's names
   * @throws IllegalArgumentException for an unknown name, a value of the wrong kind, or a setting
   *     that has no faithful equivalent and is not at its default
   */
  public static TaskSettings with(TaskSettings from, Map<String, ?> named) {
    TaskSettingsBuilder builder = from.toBuilder();
    new TreeMap<>(named).forEach((name, value) -> set(builder, name, value));
    // a teardown brings a rule of its own, which a rule that is named overrides
    if (named.get("trigger_rule") != null) {
      set(builder, "trigger_rule", named.get("trigger_rule"));
    }
    return builder.build();
  }

  private static void set(TaskSettingsBuilder to, String name, @Nullable Object value) {
    TaskSettings defaults = TaskSettings.DEFAULTS;
    switch (name) {
      case "retries" -> to.retries(value == null ? defaults.retries() : whole(name, value));
      case "retry_delay" ->
          to.retryDelaySeconds(
              value == null ? defaults.retryDelaySeconds() : number(name, value, false));
      case "retry_exponential_backoff" ->
          to.retryExponentialBackoff(value == null ? 0 : number(name, value, true));
      case "max_retry_delay" ->
          to.maxRetryDelaySeconds(value == null ? null : (Double) number(name, value, false));
      case "execution_timeout" ->
          to.executionTimeoutSeconds(value == null ? null : (Double) number(name, value, false));
      case "trigger_rule" ->
          to.triggerRule(value == null ? defaults.triggerRule() : rule(text(name, value)));
      case "queue" -> to.queue(value == null ? defaults.queue() : text(name, value));
      case "owner" -> to.owner(value == null ? defaults.owner() : text(name, value));
      case "do_xcom_push" -> to.doXcomPush(value == null || truth(name, value));
      case "multiple_outputs" -> to.multipleOutputs(value != null && truth(name, value));
      default -> {
        if (!ReservedSettings.check(name, value)) {
          throw new IllegalArgumentException(name + " (expected: one of Airflow's task settings)");
        }
      }
    }
  }

  private static TriggerRule rule(String id) {
    for (TriggerRule rule : TriggerRule.values()) {
      if (rule.id().equals(id)) {
        return rule;
      }
    }
    StringBuilder known = new StringBuilder();
    for (TriggerRule rule : TriggerRule.values()) {
      known.append(known.isEmpty() ? "" : ", ").append(rule.id());
    }
    throw refused("trigger_rule", id, "one of " + known);
  }

  /** Python's {@code int(value)}, by which Airflow reads retries: it cuts off what is no whole. */
  private static int whole(String name, Object value) {
    if (value instanceof Boolean truth) {
      return truth ? 1 : 0;
    }
    if (value instanceof Number number && Math.abs(number.doubleValue()) < LARGEST) {
      return (int) number.doubleValue();
    }
    if (value instanceof String text && text.strip().matches("[-+]?[0-9]{1,9}")) {
      return Integer.parseInt(text.strip());
    }
    throw refused(name, value, "a whole number");
  }

  /** Where a truth value stands for a number, true is a multiplier of 2. */
  private static double number(String name, Object value, boolean truthToo) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (truthToo && value instanceof Boolean truth) {
      return truth ? 2.0 : 0.0;
    }
    throw refused(name, value, truthToo ? "a number or true" : "seconds, a number");
  }

  private static boolean truth(String name, Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw refused(name, value, "true or false");
  }

  private static String text(String name, Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw refused(name, value, "text");
  }

  private static IllegalArgumentException refused(String name, Object value, String expected) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s: %s (expected: %s)", name, value, expected));
  }
}
