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
  private static final String CALLBACK =
      "place a task after this one, with the trigger rule one_failed, all_done or all_skipped";
  private static final String AROUND =
      "do it in the operator, or in a setup before it and a teardown after it";
  private static final String CLOCK =
      "execution_timeout ends a try that is late; nothing watches a whole run";
  private static final String START =
      "a run starts when `espalier run --dag NAME` is called: let cron or a timer call it";
  private static final String RUNS = "runs are not counted: whoever calls `espalier run` does that";
  private static final String TEMPLATE =
      "nothing is rendered: parameters are a record, made in Java when the Dag is planned";
  private static final String TEXT = "say it in summary() and in Javadoc";
  private static final String GROUP = "a group prefixes what is in it, and its id is new";
  private static final String PLACE = "place the task with task(...) of the Dag or the group";
  private static final String RETRY = "use retries, retry_delay and its backoff";
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
    sensors(rules);
    ofTheDag(rules);
    rules.put("retry_policy", new Rule(null, RETRY));
    rules.put("has_retry_policy", new Rule(false, RETRY));
    rules.put("map_index_template", new Rule(null, "an instance is named by its map index"));
    rules.put("inlets", new Rule(List.of(), "inputs are artifacts: name them as inputs"));
    rules.put("outlets", new Rule(List.of(), "outputs are artifacts: write them as outputs"));
    rules.put("params", new Rule(Map.of(), "let the Dag declare a record of settings"));
    rules.put("default_args", new Rule(Map.of(), "give them to defaults(...) by their names"));
    rules.put("email_on_retry", new Rule(true, NOTHING));
    rules.put("email_on_failure", new Rule(true, NOTHING));
    rules.put("allow_nested_operators", new Rule(true, NOTHING));
    all(rules, null, AROUND, "pre_execute", "post_execute", "on_execute_callback");
    all(rules, null, CALLBACK, "on_success_callback", "on_failure_callback");
    all(rules, null, CALLBACK, "on_retry_callback", "on_skipped_callback", "sla_miss_callback");
    all(rules, null, CLOCK, "sla", "deadline", "dagrun_timeout");
    all(rules, null, TEXT, "doc", "doc_md", "doc_json", "doc_yaml", "doc_rst", "description");
    all(rules, null, PLACE, "task_id", "dag", "task_group");
    all(rules, null, NOTHING, "email", "render_template_as_native_obj", "task_display_name");
    all(rules, null, NOTHING, "logger_name");
    return Collections.unmodifiableMap(rules);
  }

  private static void sensors(Map<String, Rule> rules) {
    rules.put("poke_interval", new Rule(60, WAIT));
    rules.put("timeout", new Rule(604_800, WAIT));
    rules.put("max_wait", new Rule(null, WAIT));
    all(rules, false, WAIT, "soft_fail", "exponential_backoff", "silent_fail", "never_fail");
  }

  /** What Airflow gives to a Dag or a group, for those who bring their default_args along. */
  private static void ofTheDag(Map<String, Rule> rules) {
    all(rules, null, START, "schedule", "schedule_interval", "timetable", "start_date", "end_date");
    all(rules, false, START, "catchup");
    all(rules, null, START, "is_paused_upon_creation", "allowed_run_types");
    rules.put("max_active_runs", new Rule(16, RUNS));
    rules.put("max_active_tasks", new Rule(16, SLOTS));
    rules.put("max_consecutive_failed_dag_runs", new Rule(0, RUNS));
    rules.put("fail_fast", new Rule(false, "trigger rules decide what a failure ends"));
    all(rules, null, TEMPLATE, "template_searchpath", "template_undefined");
    all(rules, null, TEMPLATE, "user_defined_macros", "user_defined_filters");
    all(rules, null, TEMPLATE, "jinja_environment_kwargs");
    all(rules, null, NOTHING, "tags", "owner_links", "access_control", "dag_display_name");
    all(rules, null, NOTHING, "rerun_with_latest_version");
    all(rules, false, NOTHING, "disable_bundle_versioning");
    all(rules, true, NOTHING, "auto_register");
    all(rules, true, GROUP, "prefix_group_id");
    all(rules, false, GROUP, "add_suffix_on_collision");
    all(rules, null, NOTHING, "group_display_name", "tooltip", "ui_color", "ui_fgcolor");
  }

  private static void all(
      Map<String, Rule> rules, @Nullable Object otherwise, String advice, String... names) {
    for (String name : names) {
      rules.put(name, new Rule(otherwise, advice));
    }
  }
}
