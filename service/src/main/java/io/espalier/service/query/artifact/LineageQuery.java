package io.espalier.service.query.artifact;

import io.espalier.dag.Task;
import io.espalier.dag.TaskInput;
import io.espalier.plan.Plan;
import io.espalier.service.answer.LineageAnswer;
import io.espalier.service.query.Argument;
import io.espalier.service.query.Arguments;
import io.espalier.service.query.Find;
import io.espalier.service.query.Plans;
import io.espalier.service.query.Query;
import io.espalier.service.query.View;
import io.espalier.service.query.run.KnownFaults;
import io.espalier.service.refusal.ConflictException;
import io.espalier.store.Store;
import io.espalier.store.artifact.CorruptArtifactException;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code lineage}: what an artifact was made from. */
public final class LineageQuery {
  /**
   * The query; parameter {@code digest}, a prefix will do, and {@code run}, the latest that has the
   * artifact where absent.
   */
  public static final Query<LineageAnswer> QUERY =
      new Query<>(
          "lineage",
          LineageAnswer.class,
          List.of(
              Argument.required("digest", "A digest or its beginning."),
              Argument.optional(
                  "run",
                  "Id of a run or its beginning; the latest that has the artifact where absent.")),
          LineageQuery::answer);

  private LineageQuery() {}

  private static LineageAnswer answer(View view, Arguments arguments) {
    String digest = Find.digest(view.store(), arguments.require("digest"));
    Store store = view.store();
    String asked = arguments.get("run");
    String runId =
        asked == null
            ? store.lineage().latestRun(digest).orElse(null)
            : Find.run(store, asked).runId();
    LineageGraph graph;
    try {
      graph = store.lineage().ancestors(digest, runId, upstream(store, runId));
    } catch (IllegalArgumentException notOfThisRun) {
      throw new ConflictException(String.valueOf(notOfThisRun.getMessage()), null);
    }
    return new LineageAnswer(
        graph.artifact(),
        graph.nodes(),
        graph.edges(),
        graph.others(),
        graph.othersInAll(),
        graph.truncated(),
        KnownFaults.of(view.store(), graph));
  }

  /** Where inputs come from, as the run's plan says; a damaged plan says nothing. */
  private static Upstream upstream(Store store, @Nullable String runId) {
    if (runId == null) {
      return Upstream.UNKNOWN;
    }
    try {
      Plan plan = Plans.of(store, Find.run(store, runId));
      Map<String, Task> tasks =
          plan.dag().tasks().stream()
              .collect(Collectors.toMap(task -> task.node().taskId(), Function.identity()));
      return (taskId, role, ordinal) ->
          Optional.ofNullable(tasks.get(taskId))
              .flatMap(task -> input(task, role, ordinal))
              .map(
                  input ->
                      new Upstream.Source(
                          input.fromTask(), input.readsXcom() || input.readsMeasurements()));
    } catch (CorruptArtifactException | IllegalArgumentException unreadable) {
      return Upstream.UNKNOWN;
    }
  }

  private static Optional<TaskInput> input(Task task, String role, int ordinal) {
    return task.inputs().stream()
        .filter(input -> input.role().equals(role) && input.ordinal() == ordinal)
        .findFirst();
  }
}
