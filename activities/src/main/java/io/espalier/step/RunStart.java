package io.espalier.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.RunState;
import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.RunClient;
import io.espalier.store.Store;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.NewTask;
import io.espalier.store.task.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Prepares runs in the store, before a workflow walks them. */
public final class RunStart {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Airflow keeps these beginnings for runs that people did not start. */
  private static final List<String> RESERVED =
      List.of(
          "scheduled__",
          "backfill__",
          "asset_triggered__",
          "asset_materialization__",
          "operator_triggered__");

  private static final Set<String> DONE = Set.of("success", "skipped", "removed");
  private static final int MAX_NAME = 200;

  private RunStart() {}

  /** A stored plan that this process must not run. */
  public static final class RefusedException extends RuntimeException {
    private final List<String> problems;

    RefusedException(String runId, List<String> problems) {
      super("run " + runId + " cannot go on here: " + String.join("; ", problems));
      this.problems = List.copyOf(problems);
    }

    /** What is wrong, one sentence each. */
    public List<String> problems() {
      return problems;
    }
  }

  /**
   * Stores configuration and plan and creates a run in state {@code queued}. Data files that the
   * plan names must be in the store already.
   *
   * @param now becomes the logical date, in microseconds, and names the run
   */
  public static RunRecord submit(Store store, Plan plan, Instant now) {
    String dagId = plan.dag().dagId();
    String config = store.artifacts().put("config", "application/json", pretty(plan)).sha256();
    String planned =
        store.artifacts().put("plan", "application/json", PlanJson.write(plan)).sha256();
    String runId = freeRunId(store, dagId, now);
    return store
        .runs()
        .create(
            new NewRun(
                dagId,
                runId,
                RunClient.workflowId(runId),
                config,
                planned,
                now.truncatedTo(ChronoUnit.MICROS),
                plan.experiment().path("seed").asLong(),
                plan.dag().tasks().stream().map(RunStart::newTask).toList()));
  }

  /**
   * Prepares an unfinished run to be walked again: failed and upstream_failed tasks lose their
   * state and get their retries anew. A run that ended in success is left as it is.
   *
   * @throws IllegalArgumentException when there is no such run
   * @throws AlteredException when rows of the run or of steps it built on are not what was recorded
   * @throws RefusedException when this process has other operators or user jars than the plan asks
   *     for; nothing is changed then
   */
  public static RunRecord resume(Store store, Catalog catalog, String runId) {
    RunRecord run =
        store
            .runs()
            .find(runId)
            .orElseThrow(() -> new IllegalArgumentException("run " + runId + ": not found"));
    if (run.state().equals(RunState.SUCCESS.id())) {
      return run;
    }
    List<String> altered = store.audit().altered(run.runId());
    if (!altered.isEmpty()) {
      throw new AlteredException(altered.get(0));
    }
    Plan plan = PlanJson.read(store.artifacts().read(run.planDigest()));
    Map<String, String> states =
        store.tasks().list(run.runId()).stream()
            .collect(Collectors.toMap(TaskRecord::taskId, TaskRecord::state));
    List<Task> left =
        plan.dag().tasks().stream()
            .filter(task -> !DONE.contains(states.getOrDefault(task.node().taskId(), "none")))
            .toList();
    List<String> problems = PlanCheck.problems(catalog, plan, left);
    if (!problems.isEmpty()) {
      throw new RefusedException(run.runId(), problems);
    }
    Map<String, Integer> retries =
        plan.dag().tasks().stream()
            .collect(
                Collectors.toMap(
                    task -> task.node().taskId(),
                    task -> Math.max(0, task.node().settings().retries())));
    store.tasks().clearFailed(run.runId(), retries);
    store.runs().update(run.runId(), RunState.RUNNING.id(), null);
    return store.runs().find(run.runId()).orElseThrow();
  }

  private static String freeRunId(Store store, String dagId, Instant now) {
    String name = dagId.length() <= MAX_NAME ? dagId : dagId.substring(0, MAX_NAME);
    String prefix = RESERVED.stream().anyMatch(name::startsWith) ? "manual__" : "";
    String base = prefix + name + "-" + TIME.format(now);
    Set<String> taken =
        store.runs().list().stream().map(RunRecord::runId).collect(Collectors.toSet());
    String runId = base;
    for (int number = 2; taken.contains(runId); number++) {
      runId = base + "-" + number;
    }
    return runId;
  }

  private static NewTask newTask(Task task) {
    Place place = task.place();
    return new NewTask(
        task.node().taskId(),
        Math.max(0, task.node().settings().retries()),
        place.replicate(),
        place.arm(),
        place.round());
  }

  private static byte[] pretty(Plan plan) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      String json =
          Parameters.MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(plan.experiment());
      return (json + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the configuration is no JSON: " + e.getMessage(), e);
    }
  }
}
