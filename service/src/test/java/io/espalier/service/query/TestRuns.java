package io.espalier.service.query;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.espalier.dag.Dag;
import io.espalier.dag.Flow;
import io.espalier.dag.Place;
import io.espalier.dag.Task;
import io.espalier.dag.TaskNode;
import io.espalier.dag.TaskSettings;
import io.espalier.digest.Digest;
import io.espalier.plan.Plan;
import io.espalier.plan.PlanJson;
import io.espalier.plan.PlannedResult;
import io.espalier.state.TaskState;
import io.espalier.step.submit.RunStart;
import io.espalier.store.Store;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.ClaimRequest;
import io.espalier.store.step.RuntimeInfo;
import io.espalier.store.task.TaskUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs of a few tasks in a real store, and what happens to them. */
public final class TestRuns {
  private static final RuntimeInfo RUNTIME =
      new RuntimeInfo("jar", "none", false, "17", "any", "none", "java", "none", 1, "cpu");

  private final Store store;

  /** Runs in this store. */
  public TestRuns(Store store) {
    this.store = store;
  }

  /** Submits a run of tasks that do not depend on one another; returns its id. */
  public String submit(String... taskIds) {
    return submit(List.of(), taskIds);
  }

  /** The same, of which some are results. */
  public String submit(List<PlannedResult> results, String... taskIds) {
    List<Task> tasks = Stream.of(taskIds).map(TestRuns::task).toList();
    Plan plan =
        new Plan(
            PlanJson.VERSION,
            new ObjectMapper().createObjectNode().put("name", "test").put("seed", 42),
            "none",
            new Dag("test", tasks),
            results,
            Map.of());
    return RunStart.submit(store, plan, Instant.now()).runId();
  }

  /** The dense result of a replicate, which one task trains and evaluates. */
  public static PlannedResult result(int replicate, String taskId) {
    return new PlannedResult(
        replicate, "arm", 1, 0, 1, 1, 1, taskId, null, taskId, taskId, List.of());
  }

  private static Task task(String id) {
    TaskNode node = new TaskNode(id, List.of(), TaskSettings.DEFAULTS, Flow.WORK);
    return new Task(
        node, "work", 1, new ObjectMapper().createObjectNode(), List.of(), List.of(), Place.NONE);
  }

  /** A worker takes the step of a task, which no other task has. */
  public Claim claim(String runId, String taskId) {
    String material = "{\"of\":\"" + runId + "/" + taskId + "\"}";
    ClaimRequest request =
        new ClaimRequest(
            runId,
            taskId,
            1,
            Digest.of(material),
            1,
            "work",
            material,
            List.of(),
            "worker",
            RUNTIME);
    return ((ClaimOutcome.Taken) store.steps().claim(request)).claim();
  }

  /** The task's step is computed. */
  public void compute(String runId, String taskId) {
    claim(runId, taskId).commit(List.of(), "7", List.of());
  }

  /** The walk records a state. */
  public void record(String runId, String taskId, TaskState state) {
    store.tasks().record(runId, List.of(new TaskUpdate(taskId, state, 1, 1, 0, null, "so")));
  }
}
