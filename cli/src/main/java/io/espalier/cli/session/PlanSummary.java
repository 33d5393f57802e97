package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.dag.Task;
import io.espalier.plan.Plan;
import io.espalier.service.answer.PlanAnswer;
import io.espalier.service.query.run.TrainingLength;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a plan amounts to: trainings, iterations, disk. A pure function. */
public final class PlanSummary {
  private static final long WEIGHT_BYTES = 4;
  private static final long SCORE_BYTES = 4;
  private static final long FLAG_BYTES = 1;

  private PlanSummary() {}

  /**
   * Summarises a plan.
   *
   * @param recorded keys of steps that are recorded already, by task id
   */
  public static PlanAnswer of(Plan plan, Catalog catalog, Map<String, String> recorded) {
    Optional<NetworkDescriptor> network =
        plan.network().flatMap(name -> catalog.find(NetworkDescriptor.class, name));
    long examples =
        catalog
            .find(DataSetDescriptor.class, plan.experiment().path("data").path("name").asText())
            .map(DataSetDescriptor::testExamples)
            .orElse(0);
    PlanNotes counts = PlanNotes.of(plan, catalog);
    SideBySide sideBySide = SideBySide.of(plan, catalog);
    int trainings = 0;
    long iterations = 0;
    int trainingsLeft = 0;
    long iterationsLeft = 0;
    long disk = 0;
    List<PlanAnswer.Task> tasks = new ArrayList<>();
    for (Task task : plan.dag().tasks()) {
      String id = task.node().taskId();
      boolean left = !recorded.containsKey(id);
      long ofTask = TrainingLength.of(task);
      if (task.operator().equals("train")) {
        trainings++;
        iterations += ofTask;
        trainingsLeft += left ? 1 : 0;
        iterationsLeft += left ? ofTask : 0;
      }
      disk += left ? bytes(task, network, examples) : 0;
      tasks.add(
          new PlanAnswer.Task(
              id, task.operator(), task.node().upstream(), ofTask, recorded.get(id)));
    }
    return new PlanAnswer(
        plan.dag().dagId(),
        trainings,
        iterations,
        recorded.size(),
        trainingsLeft,
        iterationsLeft,
        disk,
        sideBySide.trainers(),
        sideBySide.trainerBytes(),
        counts.notes(),
        counts.problems(),
        tasks);
  }

  private static long bytes(Task task, Optional<NetworkDescriptor> network, long examples) {
    long parameters = network.map(NetworkDescriptor::parameterCount).orElse(0L);
    long weights =
        network.map(n -> n.layers().stream().mapToLong(LayerShape::weights).sum()).orElse(0L);
    return switch (task.operator()) {
      case "initialise", "rewind", "fine_tune", "reinitialise" -> WEIGHT_BYTES * parameters;
      // Adam's two moments are stored beside the weights.
      case "train" -> 3 * WEIGHT_BYTES * parameters;
      case "score" -> SCORE_BYTES * weights;
      case "prune", "control_mask" -> FLAG_BYTES * weights;
      case "evaluate" -> examples;
      default -> 0;
    };
  }
}
