package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.metric.MetricPoint;
import io.espalier.store.run.NewRun;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.step.StepArtifact;
import io.espalier.store.task.NewTask;
import io.espalier.store.task.TaskRecord;
import io.espalier.store.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class HostileContract extends StoreContract {
  HostileContract(Place place) {
    super(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE run; --",
        "\" OR \"\"=\"",
        "x'); DELETE FROM step; SELECT ('",
        "$$; SHUTDOWN; $$",
        "%_\\",
        ":run ?1 ? {fn now()}",
        "<b>\u202E\uD83C\uDF33 %n ${jndi:ldap://x}",
        "../../etc/passwd",
        " ",
        "a\nb\tc",
      })
  void namesAreOnlyEverNames(String name) {
    StoredArtifact config = put(name, "config");
    StoredArtifact plan = put("plan", "plan");
    store
        .runs()
        .create(
            new NewRun(
                name,
                name,
                name,
                config.sha256(),
                plan.sha256(),
                Instant.EPOCH,
                Long.MIN_VALUE,
                List.of(
                    new NewTask(name, 0, -1, name, Integer.MAX_VALUE),
                    new NewTask("t", 0, 1, null, null))));
    store.runs().update(name, RunState.RUNNING, name);
    store
        .tasks()
        .record(name, List.of(new TaskUpdate(name, TaskState.QUEUED, 1, 1, 0, null, name)));
    RuntimeInfo runtime = new RuntimeInfo(name, name, true, name, name, name, name, name, 1, name);
    Claim claim =
        taken(
            new ClaimRequest(
                name,
                name,
                1,
                key(name),
                1,
                name,
                name,
                List.of(new StepArtifact(name, 0, config)),
                name,
                runtime));
    List<MetricPoint> points =
        List.of(
            new MetricPoint(name, name, "nats", 1, Double.NaN),
            new MetricPoint(name, name, "nats", 2, Double.NEGATIVE_INFINITY),
            new MetricPoint(name, "", "", 3, Double.MAX_VALUE));
    claim.checkpoint(1, written(name, "state"), points);
    StepArtifact output = output(name, "w");
    claim.commit(List.of(output), name, points);

    assertThat(store.runs().find(name).orElseThrow().reason()).isEqualTo(name);
    assertThat(store.tasks().find(name, name))
        .get()
        .extracting(TaskRecord::arm, TaskRecord::resultJson, TaskRecord::state)
        .containsExactly(name, name, TaskState.SUCCESS);
    assertThat(store.tasks().outputs(name, name)).containsExactly(output);
    assertThat(store.steps().attempts(key(name)).get(0).runtime()).isEqualTo(runtime);
    assertThat(store.metrics().of(key(name))).containsExactlyInAnyOrderElementsOf(points);
    assertThat(store.audit().events(name)).hasSize(5);
    assertThat(store.audit().verify(store.audit().heads()).problems()).isEmpty();
    assertThat(ancestors(output.artifact().sha256()).nodes()).hasSize(5);
    assertThat(store.tasks().clearFailed(name, 5, Map.of(name, 1), ids -> Set.of()))
        .hasValue(List.of());
    assertThat(number("SELECT COUNT(*) FROM run")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nul\0", "half\uD800", "LONG"})
  void namesThatADatabaseCannotKeepAreRefusedEverywhere(String text) {
    String name = text.equals("LONG") ? "x".repeat(1001) : text;
    run("run", "t");
    StepArtifact output = output("weights", "w");

    assertRefused(() -> run(name));
    assertRefused(() -> run("other", name));
    assertRefused(() -> put(name, "x"));
    assertRefused(() -> store.tasks().list(name));
    assertRefused(() -> store.tasks().find("run", name));
    assertRefused(() -> store.tasks().outputs(name, "t"));
    assertRefused(() -> store.audit().events(name));
    assertRefused(
        () ->
            store
                .tasks()
                .record(
                    "run", List.of(new TaskUpdate(name, TaskState.QUEUED, 1, 1, 0, null, null))));
    assertRefused(() -> store.tasks().clearFailed(name, 0, Map.of(), ids -> Set.of()));
    assertRefused(() -> store.runs().update(name, RunState.RUNNING, null));
    assertRefused(() -> store.steps().claim(request(name, "t", "step")));
    assertRefused(() -> store.steps().claim(request("run", name, "step")));
    assertRefused(
        () ->
            store
                .steps()
                .claim(request("run", "t", "step", new StepArtifact(name, 0, output.artifact()))));
    Claim claim = taken(request("run", "t", "step"));
    assertRefused(
        () -> claim.commit(List.of(), "{}", List.of(new MetricPoint(name, "", "", 1, 1))));
    assertRefused(
        () -> claim.commit(List.of(new StepArtifact(name, 0, output.artifact())), "{}", List.of()));
    claim.fail(name, name);
    assertThat(store.runs().find(name)).isEmpty();
    assertThat(store.audit().verify(List.of()).problems()).isEmpty();
  }

  private static void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
