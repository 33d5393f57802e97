package io.espalier.dag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.dag.walk.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Settings by Airflow's names, held against Airflow's own defaults and answers. */
class AirflowSettingsTest {
  private static final JsonNode VECTORS = Vectors.read("ids");
  private static final Set<String> MARKS =
      Set.of("is_setup", "is_teardown", "on_failure_fail_dagrun");

  @Test
  void everyDefaultIsAirflows() {
    TaskSettings ours = TaskSettings.DEFAULTS;
    Map<String, @Nullable Object> fields = new HashMap<>();
    fields.put("retries", ours.retries());
    fields.put("retry_delay", ours.retryDelaySeconds());
    fields.put("retry_exponential_backoff", (int) ours.retryExponentialBackoff());
    fields.put("max_retry_delay", ours.maxRetryDelaySeconds());
    fields.put("execution_timeout", ours.executionTimeoutSeconds());
    fields.put("trigger_rule", ours.triggerRule().id());
    fields.put("queue", ours.queue());
    fields.put("owner", ours.owner());
    fields.put("do_xcom_push", ours.doXcomPush());
    fields.put("multiple_outputs", ours.multipleOutputs());
    fields.put("is_setup", ours.setup());
    fields.put("is_teardown", ours.teardown());
    fields.put("on_failure_fail_dagrun", ours.onFailureFailDagrun());
    int seen = 0;
    for (JsonNode c : VECTORS.get("defaults")) {
      if (!c.has("field")) {
        continue; // a setting of the Dag
      }
      String name = c.get("field").asText();
      Object value = value(c.get("sdk"));
      if (fields.containsKey(name)) {
        seen++;
        assertThat(value).as(name).isEqualTo(fields.get(name));
      } else if (name.equals("task_display_name") || name.equals("params")) {
        assertThat(ReservedSettings.names()).contains(name);
      } else {
        assertThat(ReservedSettings.check(name, value)).as(name).isTrue();
      }
    }
    assertThat(seen).isEqualTo(fields.size());
  }

  @Test
  void everySettingIsReadAsAirflowReadsItOrRefused() {
    assertThat(VECTORS.get("settings").size()).isGreaterThan(20);
    for (JsonNode c : VECTORS.get("settings")) {
      Map<String, @Nullable Object> given = new HashMap<>();
      c.get("given").properties().forEach(e -> given.put(e.getKey(), value(e.getValue())));
      if (c.get("ok").asBoolean() && supported(given)) {
        TaskSettings settings = AirflowSettings.with(TaskSettings.DEFAULTS, given);
        compare(c, settings);
      } else if (!given.containsKey("execution_timeout")) { // a timedelta there, seconds here
        assertThatThrownBy(() -> AirflowSettings.with(TaskSettings.DEFAULTS, given))
            .as("%s", c)
            .isInstanceOf(IllegalArgumentException.class)
            .message()
            .containsAnyOf(given.keySet().toArray(String[]::new));
      }
    }
  }

  @Test
  void anUnsupportedSettingSaysWhatToDoInstead() {
    assertThatThrownBy(() -> AirflowSettings.with(TaskSettings.DEFAULTS, Map.of("pool", "gpus")))
        .hasMessage(
            "pool: gpus (expected: default_pool); not supported, give the task a queue of its own"
                + " and set how many tasks its workers run at once");
    for (String name : ReservedSettings.names()) {
      assertThatThrownBy(() -> ReservedSettings.check(name, "something else"))
          .as(name)
          .hasMessageContaining("not supported");
    }
  }

  @Test
  void everyArgumentOfAirflowsTasksDagsSensorsAndGroupsIsKnownByName() {
    // from the signatures of BaseOperator, DAG, BaseSensorOperator and TaskGroup, Airflow 3.3.2
    String arguments =
        """
        task_id owner email email_on_retry email_on_failure retries retry_delay
        retry_exponential_backoff max_retry_delay retry_policy start_date end_date depends_on_past
        ignore_first_depends_on_past wait_for_past_depends_before_skipping wait_for_downstream dag
        params default_args priority_weight weight_rule queue pool pool_slots sla execution_timeout
        on_execute_callback on_failure_callback on_success_callback on_retry_callback
        on_skipped_callback pre_execute post_execute trigger_rule resources run_as_user
        map_index_template max_active_tis_per_dag max_active_tis_per_dagrun executor
        executor_config do_xcom_push multiple_outputs inlets outlets task_group doc doc_md doc_json
        doc_yaml doc_rst task_display_name logger_name allow_nested_operators
        render_template_as_native_obj description schedule template_searchpath template_undefined
        user_defined_macros user_defined_filters max_active_tasks max_active_runs
        max_consecutive_failed_dag_runs dagrun_timeout deadline sla_miss_callback catchup
        access_control is_paused_upon_creation jinja_environment_kwargs tags owner_links
        auto_register fail_fast allowed_run_types dag_display_name disable_bundle_versioning
        rerun_with_latest_version poke_interval timeout soft_fail mode exponential_backoff max_wait
        silent_fail never_fail group_display_name prefix_group_id tooltip ui_color ui_fgcolor
        add_suffix_on_collision
        """;
    for (String name : arguments.split("\\s+", 0)) {
      Map<String, @Nullable Object> leftOut = new HashMap<>();
      leftOut.put(name, null);
      assertThat(AirflowSettings.with(TaskSettings.DEFAULTS, leftOut))
          .as(name)
          .isEqualTo(TaskSettings.DEFAULTS);
    }
  }

  @Test
  void anUnknownSettingAndAnUnknownRuleAreRefused() {
    assertThatThrownBy(() -> AirflowSettings.with(TaskSettings.DEFAULTS, Map.of("retrys", 1)))
        .hasMessageContaining("retrys");
    assertThatThrownBy(
            () -> AirflowSettings.with(TaskSettings.DEFAULTS, Map.of("trigger_rule", "dummy")))
        .hasMessageContaining("none_failed_min_one_success");
  }

  @Test
  void trueIsAMultiplierOfTwo() {
    assertThat(
            AirflowSettings.with(TaskSettings.DEFAULTS, Map.of("retry_exponential_backoff", true))
                .retryExponentialBackoff())
        .isEqualTo(2.0);
  }

  @Test
  void retriesAreReadAsPythonsIntReadsThem() {
    Map<Object, Integer> read =
        Map.of(2.7, 2, -2.7, -2, 3L, 3, true, 1, false, 0, "4", 4, " +5 ", 5, 1e8, 100_000_000);
    read.forEach(
        (given, expected) ->
            assertThat(
                    AirflowSettings.with(TaskSettings.DEFAULTS, Map.of("retries", given)).retries())
                .as("%s", given)
                .isEqualTo(expected));
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    List<Map<String, ?>> bad =
        List.of(
            Map.of("retries", Double.NaN),
            Map.of("retries", Double.POSITIVE_INFINITY),
            Map.of("retries", "2.7"),
            Map.of("retries", List.of(1)),
            Map.of("retry_delay", -1),
            Map.of("retry_delay", Double.NaN),
            Map.of("max_retry_delay", Double.POSITIVE_INFINITY),
            Map.of("execution_timeout", 0),
            Map.of("retry_exponential_backoff", Double.NaN),
            Map.of("queue", " "));
    for (Map<String, ?> settings : bad) {
      assertThatThrownBy(() -> AirflowSettings.with(TaskSettings.DEFAULTS, settings))
          .as("%s", settings)
          .hasMessageContaining("expected");
    }
    assertThatThrownBy(() -> TaskSettings.builder().setup().teardown(false).build())
        .hasMessageContaining("setup or a teardown");
  }

  private static boolean supported(Map<String, @Nullable Object> given) {
    for (Map.Entry<String, @Nullable Object> e : given.entrySet()) {
      boolean atDefault = e.getValue() == null || "downstream".equals(e.getValue());
      if (ReservedSettings.names().contains(e.getKey()) && !atDefault) {
        return false;
      }
    }
    return given.keySet().stream().noneMatch(MARKS::contains);
  }

  private static void compare(JsonNode c, TaskSettings settings) {
    JsonNode expected = c.get("scheduler");
    if (expected.has("retries")) {
      assertThat(settings.retries()).as("%s", c).isEqualTo(expected.get("retries").asInt());
    }
    if (expected.has("retry_delay")) {
      assertThat(settings.retryDelaySeconds())
          .as("%s", c)
          .isEqualTo(Objects.requireNonNull((Double) value(expected.get("retry_delay"))));
    }
    if (expected.has("retry_exponential_backoff")) {
      assertThat(settings.retryExponentialBackoff())
          .as("%s", c)
          .isEqualTo(expected.get("retry_exponential_backoff").asDouble());
    }
    if (expected.has("owner")) {
      assertThat(settings.owner()).as("%s", c).isEqualTo(expected.get("owner").asText());
    }
  }

  private static @Nullable Object value(JsonNode json) {
    return json.has("timedelta_s")
        ? (Object) json.get("timedelta_s").asDouble()
        : new ObjectMapper().convertValue(json, Object.class);
  }
}
