package io.espalier.step.submit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.espalier.catalog.Catalog;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.walk.Clearing;
import io.espalier.dag.walk.Topology;
import io.espalier.fault.Failpoint;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.run.RunClient;
import io.espalier.state.RunState;
import io.espalier.state.TaskState;
import io.espalier.step.Parameters;
import io.espalier.step.key.PlanCheck;
import io.espalier.store.Store;
import io.espalier.store.audit.AlteredException;
import io.espalier.store.run.NewRun;
import io.espalier.store.run.RunRecord;
import io.espalier.store.task.NewTask;
import io.espalier.store.task.TaskRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Prepares runs in the store, before a workflow walks them. */
public final class RunStart {
  private static final Set<TaskState> DONE =
      EnumSet.of(TaskState.SUCCESS, TaskState.SKIPPED, TaskState.REMOVED);

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
    String config =
        store.artifacts().put("config", "application/json", configuration(plan)).sha256();
    String planned =
        store.artifacts().put("plan", "application/json", PlanJson.write(plan)).sha256();
    String runId = RunIds.free(store, dagId, now);
    RunRecord run =
        store
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
    Failpoint.RUN_SUBMITTED.reach();
    return run;
  }

  /**
   * Prepares an unfinished run to be walked again: failed and upstream_failed tasks lose their
   * state and get their retries anew, and so do successful ones whose outputs are damaged, each
   * with its setups and their teardowns. A run that ended in success with all of its outputs whole
   * is left as it is.
   *
   * @param seen number of the last entry of the run's audit chain, read before the caller looked
   *     whether anything walks it; of several that go on with it at once, one clears its tasks
   * @return the run, empty where somebody else has changed it since; nothing is changed then
   * @throws IllegalArgumentException when there is no such run
   * @throws AlteredException when rows of the run or of steps it built on are not what was recorded
   * @throws RefusedException when this process is to compute it and has other operators or user
   *     jars than the plan asks for; nothing is changed then
   */
  public static Optional<RunRecord> resume(Store store, Catalog catalog, String runId, long seen) {
    RunRecord run =
        store
            .runs()
            .find(runId)
            .orElseThrow(() -> new IllegalArgumentException("run " + runId + ": not found"));
    List<String> damaged = store.tasks().damaged(run.runId());
    if (run.state() == RunState.SUCCESS && damaged.isEmpty()) {
      return Optional.of(run);
    }
    List<String> altered = store.audit().altered(run.runId());
    if (!altered.isEmpty()) {
      throw new AlteredException(altered.get(0));
    }
    Plan plan = PlanJson.read(store.artifacts().read(run.planDigest()));
    List<Task> left = left(store, run.runId(), plan);
    // In a shared store its workers compute, and leave to one another what they lack.
    List<String> problems = store.shared() ? List.of() : PlanCheck.problems(catalog, plan, left);
    if (!problems.isEmpty()) {
      throw new RefusedException(run.runId(), problems);
    }
    Map<String, Integer> retries =
        plan.dag().tasks().stream()
            .collect(
                Collectors.toMap(
                    task -> task.node().taskId(),
                    task -> Math.max(0, task.node().settings().retries())));
    Topology dag = new Topology(plan.dag().nodes());
    Map<String, TaskState> states = states(store, run.runId());
    return store
        .tasks()
        .clearFailed(run.runId(), seen, retries, cleared -> Clearing.with(dag, states, cleared))
        .flatMap(cleared -> store.runs().find(run.runId()));
  }

  /** The tasks of a plan that its run would still compute, in the plan's order. */
  public static List<Task> left(Store store, String runId, Plan plan) {
    Map<String, TaskState> states = states(store, runId);
    Topology dag = new Topology(plan.dag().nodes());
    Set<String> again = new HashSet<>(dag.ids());
    again.removeIf(id -> DONE.contains(states.getOrDefault(id, TaskState.NONE)));
    again.addAll(store.tasks().damaged(runId));
    again.addAll(Clearing.with(dag, states, Set.copyOf(again)));
    return plan.dag().tasks().stream()
        .filter(task -> again.contains(task.node().taskId()))
        .toList();
  }

  private static Map<String, TaskState> states(Store store, String runId) {
    return store.tasks().list(runId).stream()
        .collect(Collectors.toMap(TaskRecord::taskId, TaskRecord::state));
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

  /** The configuration of a plan, or the parameters of a Dag, as it is stored beside it. */
  public static byte[] configuration(Plan plan) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      String json =
          Parameters.MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines))
              .writeValueAsString(plan.params() == null ? plan.experiment() : plan.params());
      return (json + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the configuration is no JSON: " + e.getMessage(), e);
    }
  }
}
