package io.espalier.cli.session;

import io.espalier.catalog.Catalog;
import io.espalier.catalog.DataSetDescriptor;
import io.espalier.catalog.LayerShape;
import io.espalier.catalog.NetworkDescriptor;
import io.espalier.catalog.OperatorDescriptor;
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
    OperatorDescriptor.Sizes sizes =
        new OperatorDescriptor.Sizes(
            network.map(NetworkDescriptor::parameterCount).orElse(0L),
            network.map(it -> it.layers().stream().mapToLong(LayerShape::weights).sum()).orElse(0L),
            examples);
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
      long ofTask = TrainingLength.of(task, catalog);
      if (ofTask > 0) {
        trainings++;
        iterations += ofTask;
        trainingsLeft += left ? 1 : 0;
        iterationsLeft += left ? ofTask : 0;
      }
      disk += left ? bytes(task, sizes, catalog) : 0;
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

  private static long bytes(Task task, OperatorDescriptor.Sizes sizes, Catalog catalog) {
    return catalog
        .find(OperatorDescriptor.class, task.operator())
        .map(operator -> operator.outputBytes(sizes))
        .orElse(0L);
  }
}
