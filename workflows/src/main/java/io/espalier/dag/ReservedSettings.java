package io.espalier.dag;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Airflow's settings that have no faithful equivalent here. Their names stay reserved: the default
 * may be given, anything else is refused with what to do instead.
 */
public final class ReservedSettings {
  private static final String SLOTS =
      "give the task a queue of its own and set how many tasks its workers run at once";
  private static final String ORDER =
      "ready tasks start in the order of the Dag; a queue with workers of its own goes ahead";
  private static final String PAST =
      "runs do not wait for each other; what an earlier run computed is reused from the store";
  private static final String WAIT = "let the operator wait, with signs of life, or use retries";
  private static final String WHERE = "choose where a task runs with queue";
  private static final String NOTHING = "leave it out";

  private record Rule(@Nullable Object otherwise, String advice) {}

  private static final Map<String, Rule> RULES = rules();

  private ReservedSettings() {}

  /** The reserved names, in the order of the reference. */
  public static List<String> names() {
    return List.copyOf(RULES.keySet());
  }

  /**
   * Whether a name is reserved; its value is then checked.
   *
   * @throws IllegalArgumentException when the value is not Airflow's default
   */
  public static boolean check(String name, @Nullable Object value) {
    Rule rule = RULES.get(name);
    if (rule == null) {
      return false;
    }
    if (value != null && !same(rule.otherwise(), value)) {
      throw new IllegalArgumentException(
          name
              + ": "
              + value
              + " (expected: "
              + (rule.otherwise() == null ? "none" : rule.otherwise())
              + "); not supported, "
              + rule.advice());
    }
    return true;
  }

  private static boolean same(@Nullable Object otherwise, Object value) {
    if (otherwise instanceof Number a && value instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    return Objects.equals(otherwise, value);
  }

  private static Map<String, Rule> rules() {
    Map<String, Rule> rules = new LinkedHashMap<>();
    rules.put("pool", new Rule("default_pool", SLOTS));
    rules.put("pool_slots", new Rule(1, SLOTS));
    rules.put("max_active_tis_per_dag", new Rule(null, SLOTS));
    rules.put("max_active_tis_per_dagrun", new Rule(null, SLOTS));
    rules.put("priority_weight", new Rule(1, ORDER));
    rules.put("weight_rule", new Rule("downstream", ORDER));
    rules.put("depends_on_past", new Rule(false, PAST));
    rules.put("wait_for_downstream", new Rule(false, PAST));
    rules.put("ignore_first_depends_on_past", new Rule(false, PAST));
    rules.put("wait_for_past_depends_before_skipping", new Rule(false, PAST));
    rules.put("deferrable", new Rule(false, WAIT));
    rules.put("start_from_trigger", new Rule(false, WAIT));
    rules.put("mode", new Rule("poke", WAIT));
    rules.put("executor", new Rule(null, WHERE));
    rules.put("executor_config", new Rule(Map.of(), WHERE));
    rules.put("run_as_user", new Rule(null, WHERE));
    rules.put("resources", new Rule(null, WHERE));
    rules.put("retry_policy", new Rule(null, "use retries, retry_delay and its backoff"));
    rules.put("has_retry_policy", new Rule(false, "use retries, retry_delay and its backoff"));
    rules.put("start_date", new Rule(null, "a run starts when it is submitted"));
    rules.put("end_date", new Rule(null, "a run starts when it is submitted"));
    rules.put("map_index_template", new Rule(null, "place one task for each element"));
    rules.put("inlets", new Rule(List.of(), "inputs are artifacts: name them as inputs"));
    rules.put("outlets", new Rule(List.of(), "outputs are artifacts: write them as outputs"));
    rules.put("params", new Rule(Map.of(), "give parameters to the operator"));
    rules.put("email", new Rule(null, NOTHING));
    rules.put("email_on_retry", new Rule(true, NOTHING));
    rules.put("email_on_failure", new Rule(true, NOTHING));
    rules.put("allow_nested_operators", new Rule(true, NOTHING));
    rules.put("render_template_as_native_obj", new Rule(null, NOTHING));
    rules.put("task_display_name", new Rule(null, NOTHING));
    return Collections.unmodifiableMap(rules);
  }
}
